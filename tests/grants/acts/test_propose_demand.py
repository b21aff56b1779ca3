"""収益納付・消費税返還の起案: from the company's report, reckoned."""

from datetime import date
from fractions import Fraction

import pytest

from grants.acts.propose_demand import ProfitReport, TaxReport, propose_demand
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION, Case
from workflow.approvals import latest_draft

DAY = date(2026, 6, 15)
CANCELLED_ON = date(2026, 3, 2)


def owing(world: StagedWorld, *, until_ordered: bool = True) -> Case:
    """Settled at 120 million; 30 of them were cancelled since and have not come back."""
    case = world.case("SETTLED").propose_cancellation(30 * MILLION, on=CANCELLED_ON)
    case.cancel(on=CANCELLED_ON)
    return case.order_back(on=CANCELLED_ON) if until_ordered else case


def lawful(world: StagedWorld) -> Deed:
    """95 % taxable sales on 120 million."""
    return deed(propose_demand, world.case("SETTLED").pk, TaxReport(Fraction(95, 100)), on=DAY)


def test_the_tax_is_reckoned_to_the_yen(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    draft = latest_draft("DEMAND", doing.args[0])
    assert draft is not None
    assert draft.content["return_yen"] == 120 * MILLION * 10 * 95 // (110 * 100)


def test_profit_is_shared_by_the_grant_s_part(world: StagedWorld) -> None:
    pk = world.case("SETTLED").pk
    report = ProfitReport(
        profit_yen=300 * MILLION, own_share_yen=220 * MILLION, cost_yen=340 * MILLION
    )
    perform(world, deed(propose_demand, pk, report, on=DAY))
    draft = latest_draft("DEMAND", pk)
    assert draft is not None
    assert draft.content["return_yen"] == 80 * MILLION * 120 // 340


def test_without_profit_nothing_is_demanded(world: StagedWorld) -> None:
    report = ProfitReport(100, 200, 340 * MILLION)
    found = refusal(world, propose_demand, world.case("RUNNING").pk, report, on=DAY)
    assert set(found) == {"wrong_state", "nothing_due"}


@pytest.mark.parametrize("until_ordered", [False, True])
def test_what_is_left_of_a_fixed_case_earns_on_while_the_rest_is_owed(
    world: StagedWorld, until_ordered: bool
) -> None:
    case = owing(world, until_ordered=until_ordered)
    assert case.grant.state == "PARTLY_CANCELLED"
    perform(world, deed(propose_demand, case.pk, TaxReport(Fraction(95, 100)), on=DAY))
    draft = latest_draft("DEMAND", case.pk)
    assert draft is not None
    # Of the 90 million that stand, not of what was fixed once.
    assert draft.content["granted_yen"] == 90 * MILLION
    assert draft.content["return_yen"] == 90 * MILLION * 10 * 95 // (110 * 100)


def test_of_a_case_cancelled_in_part_before_its_amount_is_fixed_nothing_is_demanded(
    world: StagedWorld,
) -> None:
    pk = world.case("PARTLY_CANCELLED").pk
    found = refusal(world, propose_demand, pk, TaxReport(Fraction(95, 100)), on=DAY)
    assert set(found) == {"not_fixed"}
    assert "額の確定" in found["not_fixed"].text


def test_of_a_fixed_amount_still_unpaid_nothing_is_demanded(world: StagedWorld) -> None:
    pk = world.case("AMOUNT_FIXED").pk
    found = refusal(world, propose_demand, pk, TaxReport(Fraction(95, 100)), on=DAY)
    assert set(found) == {"unpaid"}


def test_nor_of_what_a_cancellation_left_unpaid(world: StagedWorld) -> None:
    pk = world.case("partly cancelled fixed").pk
    found = refusal(world, propose_demand, pk, TaxReport(Fraction(95, 100)), on=DAY)
    assert set(found) == {"unpaid"}


def test_what_was_paid_beyond_the_fixed_amount_need_not_have_come_back(world: StagedWorld) -> None:
    """18条2項: fixed at 40 million, of 50 that were advanced."""
    case = world.case("excess")
    assert (case.grant.state, case.order.state) == ("AMOUNT_FIXED", "ORDERED")
    perform(world, deed(propose_demand, case.pk, TaxReport(Fraction(95, 100)), on=DAY))
    draft = latest_draft("DEMAND", case.pk)
    assert draft is not None
    assert draft.content["granted_yen"] == 40 * MILLION
