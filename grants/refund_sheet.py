"""A refund order's worksheet for a page: the charges as of a day, and if paid up on that day."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from grants.daily import Month, months_of
from grants.models import RefundOrder
from grants.refund_case import assessment_of
from grants.refund_terms import DatedYen
from grants.surcharge import Assessment, Charge
from grants.write_offs import lost_yen, written_off
from workflow.law import article_of, fraction_on
from workflow.problems import Problem, Refused


@dataclass(frozen=True)
class ChargeTotal:
    """One charge: Σ yen × days, the yen they make, and what of it is waived and still open."""

    label: str
    yen_days: int
    yen: int
    waived_yen: int
    open_yen: int


@dataclass(frozen=True)
class RefundSheet:
    """The worksheet as of a day, supposing that what is open of the principal is paid on it.

    problems: why that day cannot be reckoned. total_open_yen: what would have to be paid then.
    lost: what was written off; lost_yen: what of it has not come in since, owed all the same.
    """

    on: date
    rate: Fraction
    article: str
    assessment: Assessment | None
    totals: tuple[ChargeTotal, ...] = ()
    total_open_yen: int = 0
    supposed_yen: int = 0
    lost: tuple[DatedYen, ...] = ()
    lost_yen: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def months(self) -> list[Month]:
        """The same reckoning day by day."""
        return months_of(self.assessment.worksheet, self.rate) if self.assessment else []


def sheet_of_order(order: RefundOrder, on: date) -> RefundSheet:
    """Reckon the charges as of a day."""
    rate = fraction_on("charge_rate_per_day", order.ordered_on)
    article = article_of("charge_rate_per_day", order.ordered_on)
    try:
        before = assessment_of(order, on)
        supposed = [DatedYen(on, before.principal_open_yen)] if before.principal_open_yen else []
        found = assessment_of(order, on, *supposed)
    except Refused as refusal:
        return RefundSheet(on, rate, article, None, problems=refusal.problems)
    waived = [*order.waivers.filter(waived_on__lte=on)]
    totals = (
        _total(found, Charge.SURCHARGE, found.surcharge_yen, found.surcharge_open_yen,
               sum(waiver.surcharge_yen for waiver in waived)),
        _total(found, Charge.LATE, found.late_charge_yen, found.late_charge_open_yen,
               sum(waiver.late_yen for waiver in waived)),
    )  # fmt: skip
    charges = sum(total.open_yen for total in totals)
    return RefundSheet(
        on, rate, article, found, totals,
        total_open_yen=before.principal_open_yen + charges + lost_yen(order),
        supposed_yen=before.principal_open_yen,
        lost=tuple(written_off(order)),
        lost_yen=lost_yen(order),
    )  # fmt: skip


def _total(
    found: Assessment, kind: Charge, yen: int, unpaid_yen: int, waived_yen: int
) -> ChargeTotal:
    """What was waived is no more open; it counts up to what is still charged."""
    waived = min(waived_yen, unpaid_yen)
    return ChargeTotal(kind.label, found.yen_days(kind), yen, waived, unpaid_yen - waived)
