"""What is expected to be paid: approved vouchers, and what a layer further right says it plans.

The fund knows no grants. Such a layer registers a source in its module `forecast`, as it does
invariants in `checks`.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from django.utils.module_loading import autodiscover_modules

from fund.chart import CASH
from fund.holdings import approved_unsettled, holdings_of
from fund.ladder import Flow, Rung, rungs
from fund.models import Voucher
from fund.queries import balance
from fund.vouchers import DOCUMENT, booked_by_approval, leaving_yen
from workflow.approvals import latest_draft

Source = Callable[[int, date], Iterable[Flow]]
SOURCES: list[Source] = []


def forecast_source(source: Source) -> Source:
    """Register a source: segment and today → expected payments."""
    SOURCES.append(source)
    return source


@forecast_source
def vouchers_to_be_paid(segment: int, today: date) -> Iterator[Flow]:
    """What approved vouchers will take from a segment's cash: by their day, without one now.

    What a correction took back is paid no more.
    """
    unpaid = Voucher.objects.filter(pays=True, approved_on__isnull=False, settled_on=None)
    for voucher in unpaid.order_by("number"):
        if voucher.stage != "出納待ち":
            continue
        draft = latest_draft(DOCUMENT, voucher.pk)
        assert draft is not None, "an approved voucher was put up"
        yen = leaving_yen(draft.content["payments"], segment, CASH)
        if yen and not any(by for _, by in booked_by_approval(voucher)):
            until = draft.content["pay_until"]
            on = date.fromisoformat(until) if until else today
            yield Flow(on, yen, voucher.number, voucher.pk)


def expected_payments(segment: int, today: date) -> list[Flow]:
    """Every payment the layers expect, by day."""
    autodiscover_modules("forecast")
    flows = [flow for source in SOURCES for flow in source(segment, today)]
    return sorted(flows, key=lambda flow: (flow.on, flow.what))


def ladder_of(segment: int, today: date, placing: Iterable[Flow] = ()) -> list[Rung]:
    """The fund's ladder; placing: money that would be placed besides, as maturing and as due.

    What is approved and not settled yet counts as placed on its day.
    """
    moving = [
        Flow(held.placement.matures_on, held.placement.face_yen, held.placement.number)
        for held in holdings_of(segment)
    ]
    for placed in approved_unsettled(segment):
        moving.append(Flow(placed.settles_on, -(placed.price_yen + placed.accrued_yen)))
        moving.append(Flow(placed.matures_on, placed.face_yen))
    maturing: list[Flow] = []
    due = expected_payments(segment, today)
    for flow in [*moving, *placing]:
        (maturing if flow.yen > 0 else due).append(Flow(flow.on, abs(flow.yen), flow.what))
    return rungs(today, balance(segment, CASH), maturing, due)
