"""What is expected to be paid. The fund knows no grants: a layer further right says what it plans.

Such a layer registers a source in its module `forecast`, as it does invariants in `checks`.
"""

from collections.abc import Callable, Iterable
from datetime import date

from django.utils.module_loading import autodiscover_modules

from fund.chart import CASH
from fund.holdings import holdings_of
from fund.ladder import Flow, Rung, rungs
from fund.queries import balance

Source = Callable[[int, date], Iterable[Flow]]
SOURCES: list[Source] = []


def forecast_source(source: Source) -> Source:
    """Register a source: segment and today → expected payments."""
    SOURCES.append(source)
    return source


def expected_payments(segment: int, today: date) -> list[Flow]:
    """Every payment the layers expect, by day."""
    autodiscover_modules("forecast")
    flows = [flow for source in SOURCES for flow in source(segment, today)]
    return sorted(flows, key=lambda flow: (flow.on, flow.what))


def ladder_of(segment: int, today: date, placing: Iterable[Flow] = ()) -> list[Rung]:
    """The fund's ladder; placing: money that would be placed besides, as maturing and as due."""
    maturing = [
        Flow(held.placement.matures_on, held.placement.face_yen, held.placement.number)
        for held in holdings_of(segment)
    ]
    due = expected_payments(segment, today)
    for flow in placing:
        (maturing if flow.yen > 0 else due).append(Flow(flow.on, abs(flow.yen), flow.what))
    return rungs(today, balance(segment, CASH), maturing, due)
