"""Which documents wait side by side: the table holds both ways, and every act asks it."""

from datetime import date

import pytest

from grants.acts.propose_abolition import propose_abolition
from grants.acts.propose_cancellation import propose_cancellation
from grants.acts.propose_change import propose_change
from grants.acts.propose_fixing import propose_fixing
from grants.coexistence import EXCLUDING, NAMES, may_coexist
from tests.deeds import deed, perform, refusal
from tests.grants.acts.test_propose_cancellation import PROPOSAL
from tests.grants.acts.test_propose_change import DAY, proposal
from tests.grants.stage import StagedWorld

LATER = date(2025, 10, 6)


def test_the_table_names_only_documents_there_are_and_none_against_itself() -> None:
    for pair in EXCLUDING:
        assert len(pair) == 2
        assert pair <= set(NAMES)
    assert all(may_coexist(kind, kind) for kind in NAMES)
    assert may_coexist("INSPECTION_PLAN", "CHANGE")


@pytest.mark.parametrize("situation", ["cancellation proposed", "abolition proposed"])
def test_no_change_is_put_up_beside_what_ends_the_case(world: StagedWorld, situation: str) -> None:
    case = world.case(situation)
    assert set(refusal(world, propose_change, case.pk, proposal(world), on=LATER)) == {"coexists"}


def test_nothing_that_ends_the_case_is_put_up_beside_a_change(world: StagedWorld) -> None:
    case = world.case("advanced")
    perform(world, deed(propose_change, case.pk, proposal(world), on=DAY))
    assert set(refusal(world, propose_cancellation, case.pk, PROPOSAL, on=DAY)) == {"coexists"}
    given = (case.pk, DAY, "需要の減少のため。")
    assert set(refusal(world, propose_abolition, *given, on=DAY)) == {"coexists"}


def test_no_cancellation_beside_a_sum_to_be_fixed_and_the_other_way_round(
    world: StagedWorld,
) -> None:
    case = world.case("fixing proposed")
    assert set(refusal(world, propose_cancellation, case.pk, PROPOSAL)) == {"coexists"}
    case = world.case("UNDER_INSPECTION").propose_cancellation(1)
    assert set(refusal(world, propose_fixing, case.pk)) == {"coexists"}


def test_what_is_put_up_again_is_the_next_version(world: StagedWorld) -> None:
    case = world.case("advanced")
    first = perform(world, deed(propose_change, case.pk, proposal(world), on=DAY))
    second = perform(world, deed(propose_change, case.pk, proposal(world), on=DAY))
    assert (first.facts["version"], second.facts["version"]) == (1, 2)
