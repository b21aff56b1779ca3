"""軽微な変更の届出: kept with the plan, which stays as it is."""

import pytest

from grants.acts.record_minor_change_notice import record_minor_change_notice
from grants.acts.record_revocation import record_revocation
from grants.models import PlanNotice
from grants.revocation import NOT_CARRIED_OUT
from tests.deeds import Deed, deed
from tests.grants.plans import PlanWorld, again, notice_to
from tests.grants.stage import StagedWorld
from workflow.machines.plan import PlanState
from workflow.problems import Refused


def lawful(world: StagedWorld) -> Deed:
    """A minor change was notified."""
    plan = world.case("RUNNING").grant.plan
    return deed(record_minor_change_notice, plan.pk, notice_to(world), "代表者の変更")


def test_the_notification_is_kept_and_the_state_stays(plans: PlanWorld) -> None:
    plan = plans.plan()
    plans.act(record_minor_change_notice, plan.pk, plans.notice(), "代表者の変更")
    assert again(plan).state == PlanState.CERTIFIED
    assert PlanNotice.objects.get(plan=plan).content == {"contents": "代表者の変更"}


def test_of_a_revoked_plan_nothing_is_notified(plans: PlanWorld) -> None:
    plan = plans.plan()
    plans.act(record_revocation, plan.pk, plans.notice(), NOT_CARRIED_OUT)
    with pytest.raises(Refused) as refusal:
        plans.act(record_minor_change_notice, plan.pk, plans.notice(), " ")
    assert {p.code for p in refusal.value.problems} == {"wrong_state", "contents"}
