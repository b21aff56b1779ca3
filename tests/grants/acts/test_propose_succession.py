"""承継の起案: a company certified under the same plan, after the day, with nothing on its way."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from grants.acts.propose_succession import DOCUMENT, SuccessionProposal, propose_succession
from grants.models import PlanParty
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld
from tests.grants.world import Case
from workflow.approvals import latest_draft

DAY, MERGED = date(2025, 10, 6), date(2025, 10, 1)


def joined(world: StagedWorld, situation: str = "advanced") -> Case:
    """A case under whose plan the other company is certified too."""
    case = world.case(situation)
    PlanParty.objects.create(plan=case.grant.plan, organisation=world.other.organisation)
    return case


def proposal(world: StagedWorld, **changes: Any) -> SuccessionProposal:
    """The other company absorbed it on the first of October."""
    given = SuccessionProposal(
        world.other.organisation.pk,
        "MERGER",
        MERGED,
        "交付に係る一切の権利義務",
        "吸収合併のため。",
    )
    return replace(given, **changes)


def lawful(world: StagedWorld) -> Deed:
    """Put up by the case officer."""
    return deed(propose_succession, joined(world).pk, proposal(world), on=DAY)


def test_it_is_put_up_with_the_successor_by_name(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    draft = latest_draft(DOCUMENT, doing.args[0])
    assert draft is not None
    assert draft.content["successor_name"] == "乙電池"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"cause": "FORGED"}, {"cause"}),
        ({"succeeded_on": date(2025, 10, 7)}, {"succeeded_on"}),
        ({"scope": " "}, {"scope"}),
        ({"reason": ""}, {"scope"}),
    ],
)
def test_a_succession_that_says_too_little_is_refused(
    world: StagedWorld, change: dict[str, Any], codes: set[str]
) -> None:
    case = joined(world)
    given = proposal(world, **change)
    assert set(refusal(world, propose_succession, case.pk, given, on=DAY)) == codes


def test_the_successor_is_certified_under_the_plan_and_another(world: StagedWorld) -> None:
    case = world.case("advanced")
    stranger = refusal(world, propose_succession, case.pk, proposal(world), on=DAY)
    assert set(stranger) == {"not_party"}
    itself = proposal(world, successor=case.company.organisation.pk)
    assert set(refusal(world, propose_succession, case.pk, itself, on=DAY)) == {"same"}


@pytest.mark.parametrize(
    ("situation", "code"),
    [("SUBMITTED", "wrong_state"), ("claimed", "in_flight"), ("abolition proposed", "coexists")],
)
def test_not_before_a_decision_nor_beside_what_moves_the_case(
    world: StagedWorld, situation: str, code: str
) -> None:
    case = joined(world, situation)
    assert set(refusal(world, propose_succession, case.pk, proposal(world), on=DAY)) == {code}
