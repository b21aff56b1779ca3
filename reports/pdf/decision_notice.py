"""交付決定通知書 (適正化法6条・8条, through 機構法18条): what is granted, on which conditions,
and until when the applicant may withdraw (9条)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fund.money import format_amount, format_rate
from reports.pdf.content import PaperInconsistent, require_equal
from reports.pdf.figures import headline_yen
from reports.pdf.layout import Column, row, yen_column
from reports.pdf.letter import (
    ACT_IN_FULL,
    EntryMark,
    GrantReference,
    Letter,
    Letterhead,
    Remedy,
)
from workflow.calendar import fiscal_year_name, wareki

TITLE = "助成金交付決定通知書"


@dataclass(frozen=True)
class DecisionLine:
    """A cost item: eligible cost and grant in yen, and the rate between them."""

    item: str
    eligible_yen: int
    rate: Fraction
    grant_yen: int


@dataclass(frozen=True)
class YearlyLimit:
    """The part of the grant that may be paid for the fiscal year beginning in `fiscal_year`,
    yen."""

    fiscal_year: int
    limit_yen: int


@dataclass(frozen=True)
class DecisionNotice:
    """A 交付決定通知書. `decided_yen` is the sum of the lines after rounding down and ceilings.

    Raises PaperInconsistent if the decision exceeds its lines or the request, a line exceeds its
    cost times its rate, or the yearly limits do not add up. `changes` says why 6条3項 altered the
    request.
    """

    head: Letterhead
    grant: GrantReference
    application_number: str
    applied_on: date
    plan_number: str
    plan_certified_on: date
    requested_yen: int
    decided_yen: int
    lines: tuple[DecisionLine, ...]
    period_from: date
    period_until: date
    withdraw_by: date
    conditions: tuple[str, ...]
    remedy: Remedy
    changes: tuple[str, ...] = ()
    yearly: tuple[YearlyLimit, ...] = ()
    rounding_note: str = ""
    entry: EntryMark | None = None

    def __post_init__(self) -> None:
        for line in self.lines:
            if line.grant_yen > line.eligible_yen * line.rate:
                raise PaperInconsistent(f"助成金の額が対象費用×助成率を超えています: {line.item}")
        if self.decided_yen > min(self.lines_yen, self.requested_yen):
            raise PaperInconsistent("交付決定額が費目別の合計又は申請額を超えています")
        if self.yearly:
            limits_yen = sum(year.limit_yen for year in self.yearly)
            require_equal("年度別限度額の合計", self.decided_yen, limits_yen)

    @property
    def eligible_yen(self) -> int:
        """Eligible cost of all items, yen."""
        return sum(line.eligible_yen for line in self.lines)

    @property
    def lines_yen(self) -> int:
        """Grant of all items before rounding and ceilings of the whole, yen."""
        return sum(line.grant_yen for line in self.lines)


def draw_decision_notice(notice: DecisionNotice) -> bytes:
    """The PDF of a 交付決定通知書."""
    letter = Letter(notice.head, TITLE, notice, notice.grant)
    letter.body(
        f"{wareki(notice.applied_on)}付け{notice.application_number}で申請のあった助成金については、{ACT_IN_FULL}"
        "第6条第1項の規定により、下記のとおり交付することに決定したので、適正化法第8条の規定により通知します。"
    )
    letter.facts(_facts(notice), strong="交付決定額")
    _lines_table(letter, notice)
    if notice.yearly:
        _yearly_table(letter, notice)
    if notice.changes:
        letter.numbered("申請に修正を加えた事項及びその理由（適正化法第6条第3項）", notice.changes)
    letter.numbered("交付の条件（適正化法第7条）", notice.conditions)
    letter.section(
        "申請の取下げ（適正化法第9条）",
        "この決定の内容又は交付の条件に不服があるときは、"
        f"{wareki(notice.withdraw_by)}までに申請を取り下げることができます。"
        "取下げがあったときは、この決定はなかったものとみなされます。",
    )
    return letter.close(notice.remedy, notice.entry)


def _facts(notice: DecisionNotice) -> list[tuple[str, str]]:
    requested = headline_yen(notice.requested_yen) if notice.changes else ""
    period = f"{wareki(notice.period_from)}から{wareki(notice.period_until)}まで"
    certified = f"{notice.plan_number}　{wareki(notice.plan_certified_on)}認定"
    return [
        ("助成事業の名称", notice.grant.project_name),
        ("助成事業の番号", notice.grant.grant_number),
        ("供給確保計画の認定", certified),
        ("助成対象費用の額", headline_yen(notice.eligible_yen)),
        ("申請額", requested),
        ("交付決定額", headline_yen(notice.decided_yen)),
        ("助成事業の期間", period),
        ("取下げの期日", f"{wareki(notice.withdraw_by)}まで"),
    ]


def _lines_table(letter: Letter, notice: DecisionNotice) -> None:
    columns = (
        Column("費目", 74),
        yen_column("助成対象費用の額（円）", 40),
        Column("助成率", 16, "centre", figure=True),
        yen_column("助成金の額（円）", 40),
    )
    rows = [
        row(
            line.item,
            format_amount(line.eligible_yen),
            format_rate(line.rate),
            format_amount(line.grant_yen),
        )
        for line in notice.lines
    ]
    totals = (format_amount(notice.eligible_yen), "", format_amount(notice.lines_yen))
    rows.append(row("合計", *totals, strong=True, shaded=True))
    if notice.decided_yen != notice.lines_yen:
        label = f"交付決定額{notice.rounding_note and f'（{notice.rounding_note}）'}"
        rows.append(row(label, "", "", format_amount(notice.decided_yen), strong=True, shaded=True))
    letter.table("費目別の内訳", columns, rows)


def _yearly_table(letter: Letter, notice: DecisionNotice) -> None:
    rows = [
        row(fiscal_year_name(year.fiscal_year), format_amount(year.limit_yen))
        for year in notice.yearly
    ]
    rows.append(row("合計", format_amount(notice.decided_yen), strong=True, shaded=True))
    letter.table("年度別の限度額", (Column("年度", 130), yen_column("限度額（円）", 40)), rows)
