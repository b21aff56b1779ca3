"""検査計画の決裁: another person approves; only who is named may inspect, in the database too."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from grants.acts.approve_inspection import approve_inspection
from grants.acts.propose_inspection import propose_inspection
from grants.models import InspectionPlan, PlannedInspector
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.acts.test_propose_inspection import DAY, proposal
from tests.grants.stage import StagedWorld
from tests.people import hire
from workflow.models import Role


def lawful(world: StagedWorld) -> Deed:
    """The section chief approves what was put up."""
    pk = world.case("RUNNING").pk
    perform(world, deed(propose_inspection, pk, proposal(world), on=DAY))
    return deed(approve_inspection, pk, 1, on=DAY)


def test_the_inspectors_are_told_and_the_sample_stands(world: StagedWorld) -> None:
    record = perform(world, lawful(world))
    plan = InspectionPlan.objects.get(grant=record.subject_id)
    assert (plan.number, plan.planned_on) == (1, date(2025, 9, 1))
    assert (plan.sample_numerator, plan.sample_denominator) == (1, 5)
    assert [row.inspector for row in plan.inspectors.all()] == [world.people[Role.INSPECTOR]]
    assert told(record) == {"inspection_planned": 1}


def test_a_plan_whose_day_has_passed_is_put_up_again(world: StagedWorld) -> None:
    doing = lawful(world)
    late = refusal(world, approve_inspection, *doing.args, on=date(2025, 9, 2))
    assert set(late) == {"planned_on"}


def test_nobody_approves_their_own_plan(world: StagedWorld) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.CASE_OFFICER, Role.SECTION_CHIEF)
    pk = world.case("RUNNING").pk
    world.today = DAY
    world.do(propose_inspection, pk, proposal(world), by=both)
    assert set(refusal(world, approve_inspection, pk, 1, by=both)) == {"same_person"}
    assert set(refusal(world, approve_inspection, pk, 2)) == {"stale_version"}


def test_the_database_refuses_the_officer_as_inspector(world: StagedWorld) -> None:
    record = perform(world, lawful(world))
    plan = InspectionPlan.objects.get(grant=record.subject_id)
    officer = world.people[Role.CASE_OFFICER]
    row = PlannedInspector(plan=plan, inspector=officer, officer=officer)
    with (
        pytest.raises(IntegrityError, match="planned_inspector_is_not_case_officer"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)
