"""A plain paper: a sentence, facts, tables and paragraphs in the frame every letter has.

Most papers need no more than this; what they say is put together in `reports/papers/`.
"""

from dataclasses import dataclass

from fund.money import format_amount
from reports.pdf.content import PaperInconsistent
from reports.pdf.layout import Column, row, yen_column
from reports.pdf.letter import (
    REMEDY_TITLE,
    EntryMark,
    GrantReference,
    Letter,
    Letterhead,
    Remedy,
    grant_facts,
)
from reports.pdf.worksheet import ChargeWorksheet, add_worksheet

YEN_WIDTH_MM = 36.0


@dataclass(frozen=True)
class Fact:
    """A label and what stands beside it; one that is_strong stands out, an empty one is left
    out."""

    label: str
    value: str
    is_strong: bool = False


@dataclass(frozen=True)
class Part:
    """A heading and its paragraphs, numbered where each is an item of a list."""

    title: str
    texts: tuple[str, ...]
    is_numbered: bool = False


@dataclass(frozen=True)
class SumRow:
    """A row of a table: words, then sums in yen."""

    texts: tuple[str, ...]
    sums_yen: tuple[int, ...] = ()
    is_total: bool = False


@dataclass(frozen=True)
class SumTable:
    """A table: columns of words with their widths in mm, then columns of yen."""

    heading: str
    words: tuple[str, ...]
    widths_mm: tuple[int, ...]
    sums: tuple[str, ...]
    rows: tuple[SumRow, ...]

    def __post_init__(self) -> None:
        for line in self.rows:
            if (len(line.texts), len(line.sums_yen)) != (len(self.words), len(self.sums)):
                raise PaperInconsistent(f"表の欄の数が合いません: {self.heading}")


@dataclass(frozen=True)
class Notice:
    """A plain paper. sentence: what it does, by which provision. about: the company and the case,
    where there is one.

    Raises PaperInconsistent when it says nothing.
    """

    head: Letterhead
    title: str
    sentence: str
    facts: tuple[Fact, ...]
    grant: GrantReference | None = None
    tables: tuple[SumTable, ...] = ()
    worksheets: tuple[ChargeWorksheet, ...] = ()
    parts: tuple[Part, ...] = ()
    remedy: Remedy | None = None
    entry: EntryMark | None = None

    def __post_init__(self) -> None:
        if not self.sentence or not any(fact.value for fact in self.facts):
            raise PaperInconsistent(f"{self.title}に記す事項がありません")
        if any(not part.texts or not all(part.texts) for part in self.parts):
            raise PaperInconsistent(f"{self.title}に記す理由又は内容がありません")


def draw_notice(notice: Notice) -> bytes:
    """The PDF of a plain paper."""
    about = notice.grant or GrantReference("", "")
    letter = Letter(notice.head, notice.title, notice, about)
    letter.body(notice.sentence)
    strong = next((fact.label for fact in notice.facts if fact.is_strong), "")
    named = grant_facts(notice.grant) if notice.grant else []
    letter.facts([*named, *((fact.label, fact.value) for fact in notice.facts)], strong)
    for table in notice.tables:
        _draw_table(letter, table)
    for sheet in notice.worksheets:
        add_worksheet(letter, f"{sheet.kind}の計算（{sheet.article}）", sheet)
    _draw_parts(letter, notice)
    if notice.remedy:
        first, last = notice.remedy.paragraphs()
        letter.section(REMEDY_TITLE, first)
        letter.keep_with_close([last], notice.entry, heading=0)
        letter.paragraph(last)
    return letter.close(entry=notice.entry)


def _draw_parts(letter: Letter, notice: Notice) -> None:
    for part in notice.parts:
        if part is notice.parts[-1] and not notice.remedy:
            letter.keep_with_close(part.texts, notice.entry)
        if part.is_numbered:
            letter.numbered(part.title, part.texts)
        else:
            letter.section(part.title, *part.texts)


def _draw_table(letter: Letter, table: SumTable) -> None:
    columns = [
        Column(word, width) for word, width in zip(table.words, table.widths_mm, strict=True)
    ]
    columns += [yen_column(f"{name}（円）", YEN_WIDTH_MM) for name in table.sums]
    rows = [
        row(
            *line.texts,
            *(format_amount(yen) for yen in line.sums_yen),
            strong=line.is_total,
            shaded=line.is_total,
        )
        for line in table.rows
    ]
    letter.table(table.heading, columns, rows)
