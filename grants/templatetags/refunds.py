"""Words of a refund order's worksheet."""

from django import template

from grants import limitation, write_offs
from grants.models import RefundOrder
from grants.refund_terms import DatedYen
from grants.surcharge import Charge

register = template.Library()


@register.filter
def charge_label(kind: str) -> str:
    """加算金 or 延滞金, by the code a kept worksheet carries."""
    return Charge(kind).label


@register.filter
def open_claim(order: RefundOrder) -> limitation.OpenClaim:
    """What is to be paid now on an order, and by when."""
    return limitation.open_claim(order)


@register.filter
def written_off(order: RefundOrder) -> list[DatedYen]:
    """Day and yen of each write-off of an order."""
    return write_offs.written_off(order)
