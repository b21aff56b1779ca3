"""保有割合 and かい離率 beside the year's plan: exact, and a warning where the law's row says."""

from datetime import date
from fractions import Fraction

import pytest

from fund.acts.file_fund_plan import file_fund_plan
from fund.acts.propose_clearing import Way
from fund.actuals import compare, grown_yen
from fund.indicators import (
    decimal_text,
    deviation,
    held_yen,
    holding_ratio,
    indicators_of,
)
from fund.models import FundPlan
from fund.queries import balance
from tests.deeds import deed, perform
from tests.fund.acts.test_file_fund_plan import a_plan
from tests.fund.acts.test_propose_clearing import cleared
from tests.fund.treasury import astray, money
from tests.grants.world import World, unique

FILED_ON = date(2026, 3, 27)


def filed(world: World, **figures: int) -> FundPlan:
    """The plan of fiscal 2026, filed in March."""
    given = a_plan(world, year=2026, filed_on=FILED_ON, **figures)
    record = perform(world, deed(file_fund_plan, given, on=FILED_ON))
    return FundPlan.objects.get(pk=record.subject_id)


def test_the_figures_are_exact_fractions() -> None:
    assert deviation(120, 28) == Fraction(23, 30)
    assert deviation(25, 50) == -1
    assert holding_ratio(105, 100) == Fraction(21, 20)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(2300, 30), 1, "76.7"), (Fraction(21, 20), 2, "1.05"), (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"), (Fraction(-1, 1000), 2, "0.00"), (Fraction(75), 0, "75"),
        (Fraction(10**15 + 1, 10**15), 2, "1.00"),
    ],
)  # fmt: skip
def test_a_figure_is_rounded_only_when_it_is_printed(
    value: Fraction, places: int, text: str
) -> None:
    assert decimal_text(value, places) == text


def test_a_receipt_from_nobody_known_is_what_it_was_cleared_as(fund: World) -> None:
    money(fund)
    left, interest, returned = (
        astray(fund, amount_yen=yen, bank_reference=unique("BANK")) for yen in (1, 20, 300)
    )
    assert moved(fund, 2025) == {"income_yen": 0, "returns_yen": 0, "": 321}
    cleared(fund, interest, Way.INTEREST)
    assert moved(fund, 2025) == {"income_yen": 20, "returns_yen": 0, "": 301}
    fund.today = date(2026, 4, 7)
    cleared(fund, returned, Way.RETURNED)
    assert moved(fund, 2025) == {"income_yen": 20, "returns_yen": 0, "": 301}
    assert moved(fund, 2026) == {"income_yen": 0, "returns_yen": 300, "": -300}
    cleared(fund, left, Way.SEND_BACK)
    assert grown_yen(compare(fund.segment, 2026, None))["net"] == -1


def moved(world: World, year: int) -> dict[str, int]:
    """What the lines of a year say that a receipt can belong to."""
    rows = compare(world.segment, year, None)
    wanted = ("income_yen", "returns_yen", "")
    return {row.line.field: row.actual_yen for row in rows if row.line.field in wanted}


def test_more_than_the_business_will_cost_is_found_and_not_a_yen_less(fund: World) -> None:
    money(fund)
    cash = balance(fund.segment, "1101")
    assert cash > 0
    assert held_yen(fund.segment, 2025) == cash, "nothing is placed"
    for costs, is_over in ((cash, False), (cash - 1, True)):
        plan = filed(fund, costs_to_end_yen=costs, grants_yen=0)
        rows = compare(fund.segment, 2026, plan)
        (found,) = indicators_of(fund.segment, plan, rows, has_ended=False)
        assert (found.name, found.value, found.is_over) == (
            "保有割合", Fraction(cash, costs), is_over,
        )  # fmt: skip


def test_a_year_that_ended_far_from_its_plan_is_found_and_one_that_runs_is_not(
    fund: World,
) -> None:
    plan = filed(fund, grants_yen=4_000)
    rows = compare(fund.segment, 2026, plan)
    (running,) = indicators_of(fund.segment, plan, rows, has_ended=False)
    (ended,) = indicators_of(fund.segment, plan, rows, has_ended=True)
    assert running.value == ended.value == 1
    assert (running.is_over, ended.is_over) == (False, True)


def test_without_a_plan_or_a_figure_there_is_nothing_to_say(fund: World) -> None:
    rows = compare(fund.segment, 2026, None)
    assert indicators_of(fund.segment, None, rows, has_ended=True) == []
    silent = filed(fund, grants_yen=0)
    assert indicators_of(fund.segment, silent, rows, has_ended=True) == []
