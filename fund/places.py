"""Where a subject of the fund is shown: the page's name and arguments, or None for others'."""

from collections.abc import Callable
from uuid import UUID

from fund.certificates import find_close
from fund.models import CashShortage, FundPlan
from fund.queries import segments
from fund.waiting import Place
from workflow.models import Draft

LISTS = {
    "fund.endowment": "endowments",
    "fund.strayreceipt": "stray_receipts",
    "fund.valuation": "own_holdings",
    "fund.interestreceipt": "own_holdings",
}
PAGES = {
    "fund.placement": "placement",
    "fund.voucher": "voucher",
    Draft._meta.label_lower: "draft",
}


def place_in_fund(kind: str, pk: UUID) -> Place | None:
    """The page of a subject."""
    if kind in LISTS:
        return LISTS[kind], ()
    if kind in PAGES:
        return PAGES[kind], (pk,)
    find = FOUND.get(kind)
    return find(pk) if find else None


def _plan(pk: UUID) -> Place | None:
    year = FundPlan.objects.filter(pk=pk).values_list("year", flat=True).first()
    return None if year is None else ("fund_plan", (year,))


def _close(pk: UUID) -> Place | None:
    close = find_close(pk)
    return None if close is None else ("close", (close.period,))


def _shortage(pk: UUID) -> Place | None:
    told = CashShortage.objects.filter(pk=pk).first()
    codes = [s.code for s in segments() if told and s.segment_id == told.segment]
    return ("ladder", (codes[0],)) if codes else None


FOUND: dict[str, Callable[[UUID], Place | None]] = {
    "fund.fundplan": _plan,
    "fund.periodclose": _close,
    "fund.cashshortage": _shortage,
}
