"""事業計画・収支計画の提出: recorded as filed; a revision is a new version."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fund.acts.file_fund_plan import PlanFiling, file_fund_plan
from fund.models import FundPlan
from tests.deeds import Deed, deed, perform, posted, refusal
from tests.fund.treasury import DAY
from tests.grants.world import World, unique


def a_plan(world: World, **changes: Any) -> PlanFiling:
    """The plan of fiscal 2025."""
    given = PlanFiling(
        world.segment, 2025, unique("年度計画"), date(2025, 3, 28), "生産基盤の整備を助成する。",
        5_000_000_000, 10_000_000_000, 700_000, 0, 2_000_000_000, 5_000_000, 0,
    )  # fmt: skip
    return replace(given, **changes)


def lawful(world: World) -> Deed:
    """Filed before the year begins."""
    return deed(file_fund_plan, a_plan(world), on=DAY)


def test_a_revision_is_a_new_version(fund: World) -> None:
    first, second = perform(fund, lawful(fund)), perform(fund, deed(file_fund_plan, a_plan(fund)))
    plans = [FundPlan.objects.get(pk=record.subject_id) for record in (first, second)]
    assert [plan.version for plan in plans] == [1, 2]
    assert posted(fund.segment, first) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"year": 1999}, "year"),
        ({"filed_on": date(2025, 4, 8)}, "year"),
        ({"outline": " "}, "missing"),
        ({"admin_yen": -1}, "amount"),
        ({"costs_to_end_yen": 0}, "amount"),
    ],
)
def test_what_is_no_plan_is_refused(fund: World, change: dict[str, Any], code: str) -> None:
    assert set(refusal(fund, file_fund_plan, a_plan(fund, **change), on=DAY)) == {code}


def test_a_paper_is_filed_once(fund: World) -> None:
    given = a_plan(fund)
    perform(fund, deed(file_fund_plan, given, on=DAY))
    assert set(refusal(fund, file_fund_plan, given)) == {"known"}
