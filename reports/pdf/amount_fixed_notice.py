"""額の確定通知書 (適正化法15条): what the grant comes to after inspection, and what is to pay or
to return."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fund.money import format_amount, format_rate
from reports.pdf.content import PaperInconsistent
from reports.pdf.figures import headline_yen
from reports.pdf.layout import Column, row, yen_column
from reports.pdf.letter import (
    ACT_IN_FULL,
    EntryMark,
    GrantReference,
    Letter,
    Letterhead,
    Remedy,
    grant_facts,
)
from workflow.calendar import wareki

TITLE = "助成金の額の確定通知書"


@dataclass(frozen=True)
class FixedLine:
    """A cost item: cost reported, cost allowed after inspection, rate, and grant; yen."""

    item: str
    actual_yen: int
    allowed_yen: int
    rate: Fraction
    grant_yen: int


@dataclass(frozen=True)
class AmountFixedNotice:
    """A 額の確定通知書. `paid_yen` is what was paid so far (概算払).

    Raises PaperInconsistent if more is fixed than was decided or than the lines give, or if a line
    allows more than was spent or grants more than its rate.
    """

    head: Letterhead
    grant: GrantReference
    report_number: str
    reported_on: date
    inspected_on: date
    decided_yen: int
    fixed_yen: int
    paid_yen: int
    lines: tuple[FixedLine, ...]
    remarks: tuple[str, ...]
    remedy: Remedy
    entry: EntryMark | None = None

    def __post_init__(self) -> None:
        for line in self.lines:
            if line.allowed_yen > line.actual_yen or line.grant_yen > line.allowed_yen * line.rate:
                raise PaperInconsistent(f"認定額又は助成金の額が過大です: {line.item}")
        if self.fixed_yen > min(self.decided_yen, sum(line.grant_yen for line in self.lines)):
            raise PaperInconsistent("確定額が交付決定額又は費目別の合計を超えています")

    @property
    def to_pay_yen(self) -> int:
        """What remains to be paid (精算払), yen."""
        return max(self.fixed_yen - self.paid_yen, 0)

    @property
    def to_return_yen(self) -> int:
        """What was paid beyond the fixed amount (18条2項), yen."""
        return max(self.paid_yen - self.fixed_yen, 0)


def draw_amount_fixed_notice(notice: AmountFixedNotice) -> bytes:
    """The PDF of a 額の確定通知書."""
    letter = Letter(notice.head, TITLE, notice, notice.grant)
    letter.body(
        f"{wareki(notice.reported_on)}付け{notice.report_number}で実績報告のあった助成事業については、審査及び検査の"
        f"結果、{ACT_IN_FULL}第15条の規定により、交付すべき助成金の額を下記のとおり確定したので通知します。"
    )
    label, amount_yen = _difference(notice)
    letter.facts(
        [
            *grant_facts(notice.grant),
            ("検査の日", wareki(notice.inspected_on)),
            ("交付決定額", headline_yen(notice.decided_yen)),
            ("確定額", headline_yen(notice.fixed_yen)),
            ("既に支払った額", headline_yen(notice.paid_yen)),
            (label, headline_yen(amount_yen)),
        ],
        strong="確定額",
    )
    _lines_table(letter, notice)
    if notice.remarks:
        letter.numbered("認定しなかった費用その他の事項", notice.remarks)
    letter.section("今後の手続", _next_step(notice))
    return letter.close(notice.remedy, notice.entry)


def _difference(notice: AmountFixedNotice) -> tuple[str, int]:
    if notice.to_return_yen:
        return "返還を要する額", notice.to_return_yen
    return "精算払の額", notice.to_pay_yen


def _lines_table(letter: Letter, notice: AmountFixedNotice) -> None:
    columns = (
        Column("費目", 41),
        yen_column("実績額（円）"),
        yen_column("認定額（円）"),
        Column("助成率", 15, "centre", figure=True),
        yen_column("助成金の額（円）"),
    )
    rows = [
        row(
            line.item,
            format_amount(line.actual_yen),
            format_amount(line.allowed_yen),
            format_rate(line.rate),
            format_amount(line.grant_yen),
        )
        for line in notice.lines
    ]
    actual = format_amount(sum(line.actual_yen for line in notice.lines))
    allowed = format_amount(sum(line.allowed_yen for line in notice.lines))
    grant = format_amount(sum(line.grant_yen for line in notice.lines))
    rows.append(row("合計", actual, allowed, "", grant, strong=True, shaded=True))
    letter.table("費目別の実績額及び認定額", columns, rows)


def _next_step(notice: AmountFixedNotice) -> str:
    if notice.to_return_yen:
        return (
            "既に支払った額が確定額を超えるため、その超える額について、適正化法第18条第2項の規定により、別に返還を命じます。"
            "納期日までに納付した場合、加算金及び延滞金はかかりません。"
        )
    if notice.to_pay_yen:
        return (
            "精算払を受けようとするときは、この通知書の文書番号を記載して、"
            "精算払の請求書を提出してください。"
        )
    return "既に支払った額と確定額が等しいため、精算払及び返還はありません。"
