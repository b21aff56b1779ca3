"""検査調書 (適正化法15条・23条): what was examined and admitted, and what must be put right."""

from dataclasses import dataclass
from datetime import date

from fund.money import format_amount
from reports.pdf.content import PaperInconsistent
from reports.pdf.layout import Column, row, yen_column
from reports.pdf.letter import GrantReference, Letter, Letterhead, grant_facts
from workflow.calendar import wareki

TITLE = "検査調書"


@dataclass(frozen=True)
class RecordedLine:
    """A cost item, cumulative yen: claimed, proved by documents, admitted; reason: why not more."""

    item: str
    claimed_yen: int
    evidenced_yen: int
    admitted_yen: int
    reason: str = ""


@dataclass(frozen=True)
class RecordedFinding:
    """What must be put right, how, and by when."""

    number: str
    text: str
    remedy: str
    due_on: date


@dataclass(frozen=True)
class InspectionRecord:
    """A 検査調書. sample: how many of how many expenses were examined in full.

    Raises PaperInconsistent if more is admitted than was claimed or proved, or less than was
    claimed without a reason.
    """

    head: Letterhead
    grant: GrantReference
    company: str
    kind: str
    plan_number: str
    inspected_on: date
    place: str
    inspector: str
    card_number: str
    witness: str
    books: str
    assets_seen: str
    sample: str
    lines: tuple[RecordedLine, ...]
    opinion: str
    findings: tuple[RecordedFinding, ...]

    def __post_init__(self) -> None:
        for line in self.lines:
            if line.admitted_yen > min(line.claimed_yen, line.evidenced_yen):
                raise PaperInconsistent(
                    f"認定額が申告額又は証拠書類の額を超えています: {line.item}"
                )
            if line.admitted_yen < line.claimed_yen and not line.reason:
                raise PaperInconsistent(f"認定しなかった理由がありません: {line.item}")


def draw_inspection_record(record: InspectionRecord) -> bytes:
    """The PDF of a 検査調書."""
    letter = Letter(record.head, TITLE, record, record.grant)
    letter.body(f"下記のとおり{record.kind}を行ったので、その結果を報告します。")
    letter.facts(
        [
            ("助成事業者", record.company),
            *grant_facts(record.grant),
            ("検査の種別", f"{record.kind}（{record.plan_number}）"),
            ("検査の日", wareki(record.inspected_on)),
            ("検査の場所", record.place),
            ("検査員", f"{record.inspector}{_card(record)}"),
            ("立会者", record.witness),
            ("確認した帳票", record.books),
            ("現物を確認した財産", record.assets_seen),
            ("証拠書類の抽出", record.sample),
        ]
    )
    _lines_table(letter, record)
    reasons = [f"「{line.item}」 {line.reason}" for line in record.lines if line.reason]
    if reasons:
        letter.numbered("認定しなかった費用とその理由", reasons)
    if record.opinion:
        letter.section("所見", record.opinion)
    if record.findings:
        letter.numbered(
            "指摘事項",
            [
                f"{x.number}　{x.text}　求める是正: {x.remedy}（期限 {wareki(x.due_on)}）"
                for x in record.findings
            ],
        )
    return letter.close()


def _card(record: InspectionRecord) -> str:
    return f"（証票 {record.card_number}）" if record.card_number else ""


def _lines_table(letter: Letter, record: InspectionRecord) -> None:
    columns = (
        Column("費目", 34),
        yen_column("申告額（円）", 34),
        yen_column("証拠書類の額（円）", 34),
        yen_column("認定額（円）", 34),
        yen_column("不認定額（円）", 34),
    )
    rows = [
        row(
            line.item,
            *(
                format_amount(yen)
                for yen in (
                    line.claimed_yen,
                    line.evidenced_yen,
                    line.admitted_yen,
                    line.claimed_yen - line.admitted_yen,
                )
            ),
        )
        for line in record.lines
    ]
    claimed = sum(line.claimed_yen for line in record.lines)
    admitted = sum(line.admitted_yen for line in record.lines)
    sums = (claimed, sum(line.evidenced_yen for line in record.lines), admitted, claimed - admitted)
    rows.append(row("合計", *(format_amount(yen) for yen in sums), strong=True, shaded=True))
    letter.table("費目別の申告額及び認定額（累計）", columns, rows)
