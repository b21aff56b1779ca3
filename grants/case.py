"""Reading one case: its ledger identity, its receipts, its cost lines as last inspected."""

from collections.abc import Iterable
from fractions import Fraction

from fund.entries import GrantBooks
from fund.queries import grant_balances
from grants.amounts import CostLine
from grants.models import (
    BudgetLine,
    Cancellation,
    Grant,
    Inspection,
    OrderReduction,
    Payment,
    Plan,
    RefundOrder,
)
from grants.refund_terms import DatedYen
from workflow.machines.grant import GrantState
from workflow.machines.payment import PaymentState

BUDGET_GROUPS = ("B300", "B310", "B400", "B500")
IN_FLIGHT = (
    PaymentState.REQUESTED,
    PaymentState.CHECKED,
    PaymentState.APPROVED,
    PaymentState.FILE_SENT,
)
NOT_COUNTED = (GrantState.DRAFT, GrantState.REJECTED, GrantState.WITHDRAWN)
SETTLING = (GrantState.AMOUNT_FIXED, GrantState.PARTLY_CANCELLED)


def books_of(grant: Grant) -> GrantBooks:
    """The grant as the ledger knows it."""
    assert grant.budget_year is not None, "only a decided grant has books"
    # Its accounts were opened for the first recipient and name one party for good.
    first = grant.successions.order_by("number").values_list("predecessor_id", flat=True).first()
    return GrantBooks(grant.number, grant.pk, first or grant.organisation_id, grant.budget_year)


def balances_of(grant: Grant) -> dict[str, int]:
    """The grant's budget accounts in yen: B300 undrawn, B310 advanced, B400 unpaid, B500 paid."""
    return grant_balances(grant.plan.segment, grant.number)


def rate_of(line: BudgetLine) -> Fraction:
    """The line's rate."""
    return Fraction(line.rate_numerator, line.rate_denominator)


def requested_costs(grant: Grant) -> list[CostLine]:
    """The cost lines as applied for."""
    return [CostLine(x.item, x.eligible_yen, rate_of(x)) for x in grant.lines.all()]


def admitted_costs(inspection: Inspection | None) -> list[CostLine]:
    """The costs an inspection admitted, cumulative; none before the first inspection."""
    if inspection is None:
        return []
    rows = inspection.lines.select_related("line")
    return [CostLine(row.line.item, row.admitted_yen, rate_of(row.line)) for row in rows]


def last_inspection(grant: Grant) -> Inspection | None:
    """The newest inspection of the case."""
    return grant.inspections.order_by("-number").first()


def standing_yen(grant: Grant) -> int:
    """What still stands of the grant: the decision, or after 額の確定 the fixed amount, in yen.

    fixed_yen is historic: later cancellations lower, orders lowered on appeal raise what stands.
    """
    if grant.fixed_yen is None:
        return grant.decided_yen or 0
    cancelled = grant.cancellations.filter(is_after_fixing=True)
    given_back = OrderReduction.objects.filter(order__grant=grant, is_after_fixing=True)
    return (
        grant.fixed_yen
        - sum(cancellation.cancelled_yen for cancellation in cancelled)
        + sum(reduction.reduced_yen for reduction in given_back)
    )


def cancelled_yen(grant: Grant) -> int:
    """What cancellations before 額の確定 took off the decision and no appeal gave back, in yen."""
    before = grant.cancellations.filter(is_after_fixing=False)
    given_back = OrderReduction.objects.filter(order__grant=grant, is_after_fixing=False)
    return sum(x.cancelled_yen for x in before) - sum(x.reduced_yen for x in given_back)


def asked_yen(plan: Plan, *, besides: Grant) -> int:
    """What the other cases under a plan ask for; decided ones only what still stands of them."""
    others = plan.grants.exclude(state__in=NOT_COUNTED).exclude(pk=besides.pk)
    return sum(x.requested_yen if x.decided_yen is None else standing_yen(x) for x in others)


def granted_under_yen(plan: Plan, *, besides: Grant | None = None) -> int:
    """What stands of a plan's (other) decisions: its ceiling (最大助成額) is one for all."""
    decided = plan.grants.filter(decided_yen__isnull=False).exclude(state__in=NOT_COUNTED)
    others = decided.exclude(pk=besides.pk) if besides else decided
    return sum(standing_yen(other) for other in others)


def in_flight_yen(grant: Grant, *, besides: Payment | None = None) -> int:
    """Claimed or approved but not yet confirmed by the bank."""
    rows: Iterable[Payment] = grant.payments.filter(state__in=IN_FLIGHT)
    return sum(row.amount_yen for row in rows if besides is None or row.pk != besides.pk)


def receipts_left(grant: Grant) -> list[tuple[Payment, int]]:
    """Confirmed payments, each with what earlier refund orders have not yet taken (令10条1項)."""
    taken: dict[object, int] = {}
    for order in grant.refund_orders.all():
        # An order lowered on appeal keeps its latest lots and lets go of its earliest.
        rest = standing_principal_yen(order)
        for lot in order.lots.order_by("-received_on", "-payment__number"):
            part = min(lot.amount_yen, rest)
            taken[lot.payment_id] = taken.get(lot.payment_id, 0) + part
            rest -= part
    confirmed = grant.payments.filter(state=PaymentState.CONFIRMED).order_by("value_on", "number")
    return [(p, p.amount_yen - taken.get(p.pk, 0)) for p in confirmed]


def dated_receipts(left: Iterable[tuple[Payment, int]]) -> list[DatedYen]:
    """Receipts as the charge arithmetic takes them."""
    return [DatedYen(p.value_on, yen) for p, yen in left if p.value_on is not None and yen]


def paid_yen(grant: Grant) -> int:
    """Paid and confirmed by the bank, in yen, whatever was ordered back since."""
    return sum(p.amount_yen for p in grant.payments.filter(state=PaymentState.CONFIRMED))


def kept_yen(grant: Grant) -> int:
    """Paid, and neither ordered back nor bound to be by a cancellation whose order is to come."""
    to_come = sum(cancellation.refund_yen for cancellation in orders_to_come(grant))
    ordered = sum(standing_principal_yen(order) for order in grant.refund_orders.all())
    return paid_yen(grant) - to_come - ordered


def orders_to_come(grant: Grant) -> list[Cancellation]:
    """Cancellations of money already paid whose 返還命令 has not been given yet."""
    return list(grant.cancellations.filter(refund_yen__gt=0, refund_order=None))


def standing_principal_yen(order: RefundOrder) -> int:
    """The principal as ordered, less what an appeal took off it."""
    return order.principal_yen - sum(row.reduced_yen for row in order.reductions.all())


def principal_left_yen(order: RefundOrder) -> int:
    """What is still to come back of an order's principal."""
    return standing_principal_yen(order) - principal_paid_yen(order)


def principal_paid_yen(order: RefundOrder) -> int:
    """What came back of an order's principal, less what an appeal gave another use, in yen."""
    return sum(
        -receipt.amount_yen if receipt.reduction_id else receipt.principal_yen
        for receipt in order.receipts.all()
    )


def advance_left_yen(grant: Grant) -> int:
    """Advances that no order has taken back: what 額の確定 settles (account 1121 of the grant)."""
    orders = grant.refund_orders.filter(from_advance_yen__gt=0)
    return balances_of(grant)["B310"] - sum(principal_left_yen(order) for order in orders)


def state_on_its_way(grant: Grant) -> str:
    """Where a case is on its way: one cancelled in part after 額の確定 has only its money left."""
    if grant.state == GrantState.PARTLY_CANCELLED and grant.fixed_on is not None:
        return GrantState.AMOUNT_FIXED
    return str(grant.state)


def is_settled(grant: Grant) -> bool:
    """Fixed, and nothing is left to pay, to order back or to come back."""
    if grant.fixed_on is None or grant.state not in SETTLING:
        return False
    orders = grant.refund_orders.prefetch_related("receipts")
    return (
        balances_of(grant)["B400"] == 0
        and not orders_to_come(grant)
        and all(
            principal_left_yen(order) == sum(r.recovered_yen for r in order.receipts.all())
            for order in orders
        )
    )
