"""Reading one refund order: its terms, what came in, what is open, how a payment is allocated."""

from dataclasses import dataclass
from datetime import date

from grants import refund_terms
from grants.case import standing_principal_yen
from grants.models import RefundOrder
from grants.refund_terms import DatedYen, RefundTerms
from grants.surcharge import Assessment, assess
from grants.write_offs import as_if_paid, lost_yen, owed_yen
from workflow.law import fraction_on


@dataclass(frozen=True)
class Allocation:
    """How one payment is used (令10条2項), in yen, and what it leaves.

    surcharge_total and late_total: the charges, final once the principal is paid up. recovered:
    what comes in on principal that was written off.
    """

    principal_yen: int
    surcharge_yen: int
    late_yen: int
    overpaid_yen: int
    is_paid_up: bool
    is_cleared: bool
    surcharge_total_yen: int
    late_total_yen: int
    recovered_yen: int = 0


def terms_of(order: RefundOrder, *, less_yen: int = 0) -> RefundTerms:
    """The order as the charge arithmetic takes it: its lots are the receipts it reaches to.

    less_yen: a further reduction supposed.
    """
    lots = tuple(DatedYen(lot.received_on, lot.amount_yen) for lot in order.lots.all())
    ground = refund_terms.Ground(order.ground)
    return RefundTerms(ground, standing_principal_yen(order) - less_yen, order.due_on, lots)


def payments_of(order: RefundOrder) -> list[DatedYen]:
    """What came in on the order, by the bank's days; what was written off counts as paid."""
    money = [
        DatedYen(r.received_on, r.amount_yen - r.recovered_yen)
        for r in order.receipts.all()
        if not r.reduction_id and r.amount_yen > r.recovered_yen
    ]
    return money + as_if_paid(order)


def assessment_of(
    order: RefundOrder, as_of: date, *more: DatedYen, less_yen: int = 0
) -> Assessment:
    """The charges as of a day, with further payments or a further reduction supposed."""
    rate = fraction_on("charge_rate_per_day", order.ordered_on)
    return assess(terms_of(order, less_yen=less_yen), [*payments_of(order), *more], as_of, rate)


def charges_paid(order: RefundOrder) -> tuple[int, int]:
    """加算金 and 延滞金 paid, less what an appeal made 過誤納金 of, in yen."""
    rows = order.receipts.all()
    return sum(row.surcharge_yen for row in rows), sum(row.late_yen for row in rows)


def charges_waived(order: RefundOrder) -> tuple[int, int]:
    """加算金 and 延滞金 waived, in yen."""
    rows = order.waivers.all()
    return sum(row.surcharge_yen for row in rows), sum(row.late_yen for row in rows)


def open_charges(order: RefundOrder) -> tuple[int, int]:
    """加算金 and 延滞金 still open, in yen: billed, less waived, less paid. (0, 0) before that.

    What was waived of charges that an appeal lowered since counts up to what is still charged.
    """
    if order.surcharge_yen is None or order.late_yen is None:
        return 0, 0
    waived, paid = charges_waived(order), charges_paid(order)
    return (
        max(order.surcharge_yen - waived[0], 0) - paid[0],
        max(order.late_yen - waived[1], 0) - paid[1],
    )


def allocate(
    order: RefundOrder, received_on: date, amount_yen: int, as_of: date | None = None
) -> Allocation:
    """Principal first; what is over pays 加算金, then 延滞金; the rest is 過誤納金.

    Of the principal, what was not written off comes first. as_of: the day of a later payment that
    was received before this one.
    """
    owed, lost = owed_yen(order), lost_yen(order)
    principal = min(amount_yen, owed - lost)
    recovered = min(amount_yen - principal, lost)
    if principal + recovered < owed:
        return Allocation(principal, 0, 0, 0, False, False, 0, 0, recovered)
    money = [DatedYen(received_on, amount_yen - recovered)] if amount_yen > recovered else []
    after = assessment_of(order, as_of or received_on, *money)
    totals = after.surcharge_yen, after.late_charge_yen
    surcharge_open, late_open = totals if owed else open_charges(order)
    rest = amount_yen - owed
    surcharge = min(rest, surcharge_open)
    late = min(rest - surcharge, late_open)
    return Allocation(
        principal_yen=principal,
        surcharge_yen=surcharge,
        late_yen=late,
        overpaid_yen=rest - surcharge - late,
        is_paid_up=owed > 0,
        is_cleared=surcharge + late == surcharge_open + late_open,
        surcharge_total_yen=totals[0],
        late_total_yen=totals[1],
        recovered_yen=recovered,
    )
