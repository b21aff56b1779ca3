"""変更認定の申請: pending until METI certifies the change."""

import pytest

from grants.acts.decide_grant import problems_deciding
from grants.acts.record_change_application import record_change_application
from grants.models import PlanNotice
from tests.deeds import Deed, deed
from tests.grants.plans import PlanWorld, again, notice_to
from tests.grants.stage import StagedWorld
from workflow.machines.plan import PlanState
from workflow.problems import Refused


def lawful(world: StagedWorld) -> Deed:
    """A company asked METI for a change."""
    plan = world.case("RUNNING").grant.plan
    return deed(record_change_application, plan.pk, notice_to(world))


def test_nothing_is_decided_while_the_change_is_pending(plans: PlanWorld) -> None:
    plan = plans.plan()
    plans.act(record_change_application, plan.pk, plans.notice("設備の変更のため。"))
    assert again(plan).state == PlanState.CHANGE_PENDING
    found = problems_deciding(again(plan), 1, 0)
    assert [p.code for p in found] == ["plan_not_valid"]


def test_a_second_pending_change_is_refused(plans: PlanWorld) -> None:
    plan = plans.plan()
    plans.act(record_change_application, plan.pk, plans.notice())
    with pytest.raises(Refused) as refusal:
        plans.act(record_change_application, plan.pk, plans.notice())
    assert [p.code for p in refusal.value.problems] == ["wrong_state"]
    assert PlanNotice.objects.filter(plan=plan).count() == 1
