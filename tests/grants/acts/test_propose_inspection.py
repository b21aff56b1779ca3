"""検査計画の起案: kind, day, people who are not the case's officer, and a sample."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest

from grants.acts.propose_inspection import DOCUMENT, InspectionProposal, propose_inspection
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION
from tests.people import hire
from workflow.approvals import latest_draft
from workflow.models import Role

DAY = date(2025, 8, 25)


def proposal(world: StagedWorld, **changes: Any) -> InspectionProposal:
    """An interim inspection in a week: everything from ten million on, of the rest a fifth."""
    inspector = world.people[Role.INSPECTOR].pk
    given = InspectionProposal(
        "INTERIM", date(2025, 9, 1), "第一工場", (inspector,), 10 * MILLION, Fraction(1, 5)
    )
    return replace(given, **changes)


def lawful(world: StagedWorld) -> Deed:
    """Put up by the case officer."""
    return deed(propose_inspection, world.case("RUNNING").pk, proposal(world), on=DAY)


def test_it_is_put_up_with_its_people_and_its_sample(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    draft = latest_draft(DOCUMENT, doing.args[0])
    assert draft is not None
    assert draft.content["sample_share"] == "1/5"
    assert [name for _, name in draft.content["inspectors"]] == ["試験 検査員"]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"kind": "FINAL"}, {"wrong_state"}),
        ({"planned_on": date(2025, 8, 24)}, {"planned_on"}),
        ({"place": " "}, {"place"}),
        ({"sample_share": Fraction(0)}, {"sample"}),
        ({"sample_share": Fraction(6, 5)}, {"sample"}),
        ({"sample_from_yen": -1}, {"sample"}),
        ({"inspectors": ()}, {"inspectors"}),
        ({"inspectors": (uuid4(),)}, {"inspectors"}),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(
    world: StagedWorld, change: dict[str, Any], codes: set[str]
) -> None:
    given = proposal(world, **change)
    pk = world.case("RUNNING").pk
    assert set(refusal(world, propose_inspection, pk, given, on=DAY)) == codes


def test_neither_the_officer_nor_who_is_no_inspector_is_planned(world: StagedWorld) -> None:
    officer, clerk = world.people[Role.CASE_OFFICER], world.people[Role.ACCOUNTING_CLERK]
    nedo = officer.memberships.get().organisation
    leaving = hire(nedo, Role.INSPECTOR, until=date(2025, 8, 31))
    pk = world.case("RUNNING").pk
    for person, code in (
        (officer, "same_person"), (clerk, "not_inspector"), (leaving, "not_inspector")
    ):  # fmt: skip
        given = proposal(world, inspectors=(person.pk,))
        assert set(refusal(world, propose_inspection, pk, given, on=DAY)) == {code}


def test_a_final_inspection_follows_the_report(world: StagedWorld) -> None:
    case = world.case("COMPLETED_REPORTED")
    given = proposal(world, kind="FINAL", planned_on=world.today)
    perform(world, deed(propose_inspection, case.pk, given))
    interim = replace(given, kind="INTERIM")
    assert set(refusal(world, propose_inspection, case.pk, interim)) == {"wrong_state"}
