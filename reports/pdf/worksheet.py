"""The worksheet of 加算金 or 延滞金 (適正化法19条): periods, days, principal, yen-days, one
floor for the total."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fund.money import format_amount, format_rate, format_yen
from reports.pdf.content import PaperInconsistent, require_equal
from reports.pdf.layout import Column, row, yen_column
from reports.pdf.letter import Letter
from workflow.calendar import day_text


@dataclass(frozen=True)
class WorksheetRow:
    """A period, both ends counted, during which the same principal (yen) stood unpaid."""

    from_on: date
    to_on: date
    base_yen: int

    def __post_init__(self) -> None:
        if self.to_on < self.from_on:
            raise PaperInconsistent(f"計算期間の終わりが始めより前です: {day_text(self.from_on)}")

    @property
    def days(self) -> int:
        """Days of the period, first and last day included."""
        return (self.to_on - self.from_on).days + 1

    @property
    def yen_days(self) -> int:
        """Principal times days."""
        return self.base_yen * self.days


@dataclass(frozen=True)
class ChargeWorksheet:
    """How a charge was computed: `kind` 加算金 or 延滞金, its article, the rates in force, and the
    result.

    Raises PaperInconsistent unless `amount_yen` is the total of yen-days times the daily rate,
    rounded down once to whole yen.
    """

    kind: str
    article: str
    annual_rate: str
    daily_rate: Fraction
    rows: tuple[WorksheetRow, ...]
    amount_yen: int

    def __post_init__(self) -> None:
        charge_yen = self.yen_days * self.daily_rate
        computed_yen = charge_yen.numerator // charge_yen.denominator
        require_equal(f"{self.kind}の額", self.amount_yen, computed_yen)

    @property
    def yen_days(self) -> int:
        """Yen-days of all periods."""
        return sum(period.yen_days for period in self.rows)

    @property
    def formula(self) -> str:
        """The computation as one line of figures."""
        return (
            f"{format_amount(self.yen_days)}円日 × {format_rate(self.daily_rate)} = "
            f"{format_yen(self.amount_yen)}（円未満切捨て。総額につき一回）"
        )


def add_worksheet(letter: Letter, heading: str, worksheet: ChargeWorksheet) -> None:
    """The table of periods and the computation under it."""
    columns = (
        Column("自", 30, "centre", figure=True),
        Column("至", 30, "centre", figure=True),
        Column("日数", 18, "right", figure=True),
        yen_column("元本（円）", 42),
        yen_column("円日（元本×日数）", 50),
    )
    rows = [
        row(
            period.from_on.isoformat(),
            period.to_on.isoformat(),
            f"{period.days:,}",
            format_amount(period.base_yen),
            format_amount(period.yen_days),
        )
        for period in worksheet.rows
    ]
    rows.append(row("計", "", "", "", format_amount(worksheet.yen_days), strong=True, shaded=True))
    letter.table(heading, columns, rows)
    daily = format_rate(worksheet.daily_rate)
    letter.note(
        f"{worksheet.kind}（{worksheet.article}）　{worksheet.annual_rate}、1日につき{daily}",
        worksheet.formula,
    )
