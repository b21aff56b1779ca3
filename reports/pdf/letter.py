"""The official letter: number, date, addressee, sender, title, body, 記, facts, 以上, and what must
follow.

A notice is drawn by opening a `Letter`, adding its facts and tables, and calling `close`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.pdf.canvas import Paper
from reports.pdf.content import content_code
from reports.pdf.figures import hex_groups
from reports.pdf.fonts import Face, text_width
from reports.pdf.layout import BODY_LEADING_MM, HEADING_MM, Column, Flow, Row, TableStyle, row
from reports.pdf.lines import wrap
from reports.pdf.marks import MM, MUTED, NAVY
from reports.pdf.pdf_file import PaperMeta
from workflow.calendar import wareki

# 機構法18条 carries 適正化法 over to NEDO's grants; 各省各庁の長 reads 理事長.
ACT_IN_FULL = (
    "国立研究開発法人新エネルギー・産業技術総合開発機構法（平成14年法律第145号）第18条において準用する"
    "補助金等に係る予算の執行の適正化に関する法律（昭和30年法律第179号。以下「適正化法」という。）"
)
SENDER_WIDTH_MM = 104.0
ADDRESSEE_WIDTH_MM = 100.0
SECTION_SIZE = 9
REMEDY_TITLE = "不服申立て等について"
SECTION_LEADING_MM = 5.3


@dataclass(frozen=True)
class Addressee:
    """To whom a notice goes: a recipient and its representative."""

    organisation: str
    address: str
    representative_title: str
    representative_name: str
    corporate_number: str = ""
    honorific: str = "殿"


@dataclass(frozen=True)
class Sender:
    """Who issues a notice; `seal_note` says how it is authenticated, e.g. （公印省略）."""

    organisation: str
    title: str
    name: str
    seal_note: str = ""


@dataclass(frozen=True)
class Letterhead:
    """What every notice carries; `form` is its form number under the rules in force, if it has
    one."""

    paper_number: str
    issued_on: date
    addressee: Addressee
    sender: Sender
    form: str = ""
    contact: tuple[str, ...] = ()


@dataclass(frozen=True)
class GrantReference:
    """The grant a notice is about; the decision is absent only before 交付決定."""

    project_name: str
    grant_number: str
    decision_number: str = ""
    decided_on: date | None = None


@dataclass(frozen=True)
class EntryMark:
    """The ledger entry an act made: segment, number in it, and the entry's hash in hexadecimal."""

    segment_code: str
    entry_number: int
    entry_hash: str


@dataclass(frozen=True)
class BankAccount:
    """An account money is to be paid to."""

    bank: str
    branch: str
    kind: str
    number: str
    holder: str

    def __str__(self) -> str:
        return f"{self.bank}　{self.branch}　{self.kind}　{self.number}\n口座名義　{self.holder}"


@dataclass(frozen=True)
class Remedy:
    """Where a disposition can be contested (行政不服審査法82条, 行政事件訴訟法46条)."""

    review_by: str
    defendant: str

    def paragraphs(self) -> tuple[str, str]:
        """The two paragraphs of the 教示: request for review, and action for annulment."""
        return (
            "この処分に不服があるときは、行政不服審査法（平成26年法律第68号）の定めるところにより、処分があったことを"
            f"知った日の翌日から起算して3か月以内に、{self.review_by}に対して審査請求をすることができます。ただし、"
            "処分の日の翌日から起算して1年を過ぎたときは、正当な理由がある場合を除き、することができません。",
            "この処分の取消しを求める訴えは、行政事件訴訟法（昭和37年法律第139号）の定めるところにより、処分があったことを"
            f"知った日の翌日から起算して6か月以内に、{self.defendant}を被告として提起することができます。ただし、処分の日の"
            "翌日から起算して1年を過ぎたときは、正当な理由がある場合を除き、できません。審査請求をしたときは、その裁決が"
            "あったことを知った日の翌日又は裁決の日の翌日から、それぞれ同じ期間を数えます。",
        )


class Letter:
    """A letter being written; `notice` is the dataclass it shows, whose content code it carries."""

    def __init__(self, head: Letterhead, title: str, notice: Any, grant: GrantReference) -> None:
        meta = PaperMeta(
            title=f"{title}（{head.paper_number}）",
            subject=f"{grant.grant_number} {grant.project_name}",
            author=head.sender.organisation,
            paper_number=head.paper_number,
            issued_on=head.issued_on,
            content_code=content_code(notice),
        )
        self.head = head
        self.paper = Paper(meta)
        self.flow = Flow(self.paper, top=17, bottom=18)
        self._open()
        self._title(title)

    def body(self, text: str) -> None:
        """The sentence that performs the act, then 記."""
        self.flow.paragraph(text, first_indent=1, leading=6.6)
        self.flow.skip(3)
        self.flow.line_of("記", align="centre", size=11)
        self.flow.skip(2)

    def facts(self, pairs: Sequence[tuple[str, str]], strong: str = "") -> None:
        """A table of labels and values; the row labelled `strong` stands out. Empty values are
        left out."""
        columns = (Column("", 44), Column("", self.flow.width - 44))
        rows = [
            row(label, value, strong=label == strong, shaded=label == strong)
            for label, value in pairs
            if value
        ]
        self.flow.table(columns, rows, TableStyle(size=9.5, row_height=7.0, titles=False))

    def table(self, heading: str, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """A ruled table under its heading."""
        self.flow.table(columns, rows, TableStyle(heading=heading))

    def section(self, title: str, *paragraphs: str) -> None:
        """A heading and its paragraphs."""
        self.flow.heading(title)
        for text in paragraphs:
            self.paragraph(text)

    def paragraph(self, text: str) -> None:
        """One paragraph under a heading."""
        self.flow.paragraph(text, size=SECTION_SIZE, leading=SECTION_LEADING_MM, first_indent=1)

    def note(self, *texts: str) -> None:
        """Small lines under a table."""
        self.flow.skip(1.2)
        for text in texts:
            self.flow.paragraph(text, size=8.5, leading=4.8)

    def numbered(self, title: str, items: Sequence[str]) -> None:
        """A heading and a numbered list."""
        self.flow.heading(title)
        for number, text in enumerate(items, 1):
            self.flow.item(f"({number})", text, size=9, leading=5.3, hang=2.4)

    def keep_with_close(
        self, texts: Sequence[str], entry: EntryMark | None, heading: float = HEADING_MM
    ) -> None:
        """Turn the page now if the last paragraphs fit and 以上 does not: it never stands alone."""
        width = self.flow.width * MM
        lines = sum(len(wrap(text, Face.REGULAR, SECTION_SIZE, width)) for text in texts)
        self.flow.need(heading + lines * SECTION_LEADING_MM + self._closing_mm(entry) + 1.5)

    def close(self, remedy: Remedy | None = None, entry: EntryMark | None = None) -> bytes:
        """The 教示, 以上, whom to ask and the ledger entry; the finished PDF."""
        if remedy:
            self.section(REMEDY_TITLE, *remedy.paragraphs())
        self.flow.skip(1.5)
        # The closing lines stay together, so that no page holds the contact alone.
        self.flow.need(self._closing_mm(entry))
        self.flow.line_of("以上", align="right")
        self._contact()
        if entry:
            self._entry(entry)
        return self.paper.finish()

    def _closing_mm(self, entry: EntryMark | None) -> float:
        return BODY_LEADING_MM + 5 * len(self.head.contact) + (14 if entry else 3)

    def _open(self) -> None:
        flow, head = self.flow, self.head
        flow.pair(head.form, head.paper_number)
        flow.line_of(wareki(head.issued_on), align="right")
        flow.skip(5)
        self._addressee(head.addressee)
        flow.skip(4)
        self._sender(head.sender)
        flow.skip(6)

    def _addressee(self, to: Addressee) -> None:
        person = f"{to.representative_title}　{to.representative_name}　{to.honorific}"
        self._block(to.address, 9.5, self.flow.left, ADDRESSEE_WIDTH_MM)
        self._block(to.organisation, 11.5, self.flow.left, ADDRESSEE_WIDTH_MM)
        if to.corporate_number:
            number = f"法人番号 {to.corporate_number}"
            self._block(number, 8, self.flow.left, ADDRESSEE_WIDTH_MM)
        self._block(person, 11.5, self.flow.left, ADDRESSEE_WIDTH_MM)

    def _sender(self, sender: Sender) -> None:
        texts = [sender.organisation, f"{sender.title}　{sender.name}", sender.seal_note]
        room = SENDER_WIDTH_MM * MM
        lines = [part for text in texts if text for part in wrap(text, Face.REGULAR, 10.5, room)]
        widest = max(text_width(part, Face.REGULAR, 10.5) for part in lines) / MM
        for part in lines:
            self._block(part, 10.5, self.flow.right - widest, widest + 0.1)

    def _block(self, text: str, size: float, x: float, width: float) -> None:
        for part in wrap(text, Face.REGULAR, size, width * MM):
            self.flow.need(BODY_LEADING_MM)
            self.flow.y += BODY_LEADING_MM
            self.paper.text(x, self.flow.y - 1.5, part, size)

    def _title(self, title: str) -> None:
        self.flow.line_of(title, align="centre", size=15, face=Face.BOLD, leading=8, tracking=1.2)
        self.flow.skip(6)

    def _contact(self) -> None:
        if not self.head.contact:
            return
        flow = self.flow
        flow.skip(2)
        top = flow.y
        for number, text in enumerate(self.head.contact):
            label = "担当　" if number == 0 else "　　　"
            flow.line_of(f"　{label}{text}", size=8.5, leading=4.8, colour=MUTED)
        self.paper.box(flow.left, top + 0.6, 0.7, flow.y - top - 0.6, NAVY)

    def _entry(self, entry: EntryMark) -> None:
        flow = self.flow
        flow.skip(3)
        place = f"元帳の記帳　勘定 {entry.segment_code}　仕訳番号 {entry.entry_number}"
        flow.line_of(place, size=7.5, leading=4, colour=MUTED)
        digest = " ".join(hex_groups(entry.entry_hash))
        flow.line_of(f"仕訳のハッシュ　{digest}", size=7.5, leading=4, colour=MUTED)


def grant_facts(grant: GrantReference) -> list[tuple[str, str]]:
    """The rows that name the grant in every notice after its decision."""
    decided = wareki(grant.decided_on) if grant.decided_on else ""
    decision = f"{grant.decision_number}　{decided}".strip("　")
    return [
        ("助成事業の名称", grant.project_name),
        ("助成事業の番号", grant.grant_number),
        ("交付決定", decision),
    ]
