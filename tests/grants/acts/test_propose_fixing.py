"""額の確定の起案: the sum is worked out and put up."""

from datetime import date

from grants.acts.propose_fixing import DOCUMENT, propose_fixing
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import GRANT_YEN, MILLION
from workflow.approvals import pending_draft


def lawful(world: StagedWorld) -> Deed:
    """The final inspection is done."""
    return deed(propose_fixing, world.case("UNDER_INSPECTION").pk, on=date(2026, 1, 19))


def test_the_sum_stands_with_its_reckoning(world: StagedWorld) -> None:
    case = world.case("UNDER_INSPECTION")
    record = perform(world, lawful(world))
    content = pending_draft(DOCUMENT, case.pk).content
    assert (content["decided_yen"], content["fixed_yen"]) == (GRANT_YEN, GRANT_YEN)
    assert content["paid_yen"] == 50 * MILLION
    assert record.facts["fixed_yen"] == GRANT_YEN
    assert (case.grant.state, told(record)) == ("UNDER_INSPECTION", {})


def test_more_cost_than_decided_fixes_the_decision(world: StagedWorld) -> None:
    case = world.case("advanced").complete(330 * MILLION, 41 * MILLION)
    case.inspect_final(330 * MILLION, 41 * MILLION, claimed=(330 * MILLION, 41 * MILLION))
    case.propose_fixing()
    assert pending_draft(DOCUMENT, case.pk).content["fixed_yen"] == GRANT_YEN


def test_each_line_is_cut_to_one_yen(world: StagedWorld) -> None:
    costs = (299_999_999, 39_999_999)
    case = world.case("advanced").complete(*costs).inspect_final(*costs, claimed=costs)
    case.propose_fixing()
    # ⌊299,999,999 / 3⌋ + ⌊39,999,999 / 2⌋
    assert pending_draft(DOCUMENT, case.pk).content["fixed_yen"] == 99_999_999 + 19_999_999


def test_nothing_is_fixed_before_the_final_inspection(world: StagedWorld) -> None:
    case = world.case("COMPLETED_REPORTED")
    assert set(refusal(world, propose_fixing, case.pk)) == {"not_inspected"}


def test_a_claim_under_way_is_ended_first(world: StagedWorld) -> None:
    case = world.case("claimed").complete().inspect_final()
    assert set(refusal(world, propose_fixing, case.pk)) == {"in_flight"}


def test_money_of_a_cancellation_is_ordered_back_first(world: StagedWorld) -> None:
    case = world.case("PARTLY_CANCELLED").complete().inspect_final()
    assert set(refusal(world, propose_fixing, case.pk)) == {"order_to_come"}
    case.order_back().propose_fixing()
