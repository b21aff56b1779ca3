"""返還命令の減額の起案: within the open principal, with a ruling and reasons."""

from dataclasses import replace
from datetime import date

import pytest

from grants.acts.propose_reduction import ReductionProposal, propose_reduction
from grants.acts.reduce_order import reduce_order
from grants.case import kept_yen, standing_yen
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld
from tests.grants.test_checks import broken
from tests.grants.world import MILLION
from workflow.approvals import latest_draft

DAY = date(2025, 10, 20)
GIVEN = ReductionProposal(5 * MILLION, "令和7年裁決第1号", "一部は目的に沿う使用と認められたため。")


def lawful(world: StagedWorld) -> Deed:
    """Five of the twenty million."""
    return deed(propose_reduction, world.case("ordered").order.pk, GIVEN, on=DAY)


def test_it_is_put_up_in_a_version(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    draft = latest_draft("REDUCTION", doing.args[0])
    assert draft is not None
    assert draft.content["reduced_yen"] == 5 * MILLION


def test_nothing_or_more_than_the_order_is_refused(world: StagedWorld) -> None:
    order = world.case("ordered").order
    for yen in (0, -1, 20 * MILLION + 1):
        given = ReductionProposal(yen, " ", "理由")
        found = refusal(world, propose_reduction, order.pk, given, on=DAY)
        assert set(found) == {"reduced_yen", "ruling"}


def test_also_an_order_whose_charges_are_paid_may_be_lowered(world: StagedWorld) -> None:
    order = world.case("cleared").order
    perform(world, deed(propose_reduction, order.pk, GIVEN, on=date(2025, 11, 17)))


AFTER = date(2026, 3, 2)


def test_what_was_paid_beyond_the_fixed_amount_comes_back_whatever_is_ruled(
    world: StagedWorld,
) -> None:
    # Fixed at 40 million after an advance of 50: 18条2項 leaves no choice.
    order = world.case("excess").order
    found = refusal(world, propose_reduction, order.pk, replace(GIVEN, reduced_yen=1), on=AFTER)
    assert set(found) == {"excess"}
    assert found["excess"].short_yen == 1


@pytest.mark.parametrize(
    ("admitted", "fixed", "room"),
    [
        # Of 120 million 90 were cancelled; 20 of the 50 advanced were ordered back, 30 stand.
        ((300, 40), 30, 20),
        ((120, 0), 30, 10),
        ((75, 0), 25, 0),
    ],
)
def test_what_was_cancelled_before_fixing_stands_again_as_far_as_costs_were_admitted(
    admitted: tuple[int, int], fixed: int, room: int, world: StagedWorld
) -> None:
    case = world.case("ordered")
    order = case.order
    case.complete().inspect_final(*(yen * MILLION for yen in admitted)).propose_fixing().fix()
    assert case.grant.fixed_yen == fixed * MILLION
    wanted = replace(GIVEN, reduced_yen=room * MILLION + 1)
    found = refusal(world, propose_reduction, order.pk, wanted, on=AFTER)
    assert "excess" in found or room == 20
    for part in {room - 1, 1} if room else set():
        given = replace(GIVEN, reduced_yen=part * MILLION)
        perform(world, deed(propose_reduction, order.pk, given, on=AFTER))
        draft = latest_draft("REDUCTION", order.pk)
        assert draft is not None
        perform(world, deed(reduce_order, order.pk, draft.version, on=AFTER))
    assert standing_yen(case.grant) == (fixed + room) * MILLION
    assert kept_yen(case.grant) <= standing_yen(case.grant)
    assert broken(world) == {}
    found = refusal(world, propose_reduction, order.pk, replace(GIVEN, reduced_yen=1), on=AFTER)
    assert ("excess" if room < 20 else "reduced_yen") in found


def test_what_was_cancelled_after_fixing_may_stand_again_whole(world: StagedWorld) -> None:
    case = world.case("SETTLED").propose_cancellation(40 * MILLION, on=date(2026, 9, 1)).cancel()
    case.order_back()
    given = replace(GIVEN, reduced_yen=40 * MILLION)
    perform(world, deed(propose_reduction, case.order.pk, given, on=date(2026, 9, 8)))
