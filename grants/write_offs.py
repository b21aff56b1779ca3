"""What was written off (貸倒れ) of a refund order, and what came in on it afterwards.

The ledger knows it by case; its orders are taken in their order, each up to what was not paid of
its principal. A write-off ends the charges on what it covers; the claim itself stands.
"""

from datetime import timedelta

from fund.receivables import write_offs_of
from grants.case import principal_left_yen
from grants.models import RefundOrder
from grants.refund_terms import DatedYen


def written_off(order: RefundOrder) -> list[DatedYen]:
    """Day and yen of each write-off as far as it is of this order, in their order."""
    rows = write_offs_of(order.grant.plan.segment, order.grant_id)
    rest = [DatedYen(on, yen) for on, yen in rows]
    if not rest:
        return []
    for earlier in order.grant.refund_orders.filter(number__lt=order.number).order_by("number"):
        _, rest = _split(rest, principal_left_yen(earlier))
    return _split(rest, principal_left_yen(order))[0]


def written_off_yen(order: RefundOrder) -> int:
    """What was written off of this order, in yen."""
    return sum(lost.yen for lost in written_off(order))


def recovered_yen(order: RefundOrder) -> int:
    """What came in afterwards on what had been written off, in yen."""
    return sum(receipt.recovered_yen for receipt in order.receipts.all())


def owed_yen(order: RefundOrder) -> int:
    """What the company still owes of the principal by law, written off or not, in yen."""
    return principal_left_yen(order) - recovered_yen(order)


def lost_yen(order: RefundOrder) -> int:
    """What of the principal owed is written off, in yen."""
    return written_off_yen(order) - recovered_yen(order)


def as_if_paid(order: RefundOrder) -> list[DatedYen]:
    """Write-offs as the charge arithmetic takes them: no charge counts from that day on.

    A payment still bears its own day, so each stands on the day before.
    """
    return [DatedYen(lost.on - timedelta(days=1), lost.yen) for lost in written_off(order)]


def _split(lines: list[DatedYen], up_to: int) -> tuple[list[DatedYen], list[DatedYen]]:
    taken, left = list[DatedYen](), list[DatedYen]()
    for on, yen in lines:
        part = min(yen, up_to)
        up_to -= part
        if part:
            taken.append(DatedYen(on, part))
        if yen - part:
            left.append(DatedYen(on, yen - part))
    return taken, left
