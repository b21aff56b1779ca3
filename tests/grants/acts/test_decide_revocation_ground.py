"""取消しの根拠の判断: for each grant somebody says what METI's act means."""

import pytest

from config.demo.office import MILLION
from grants.acts.decide_revocation_ground import decide_revocation_ground
from grants.acts.propose_cancellation import CancellationProposal, propose_cancellation
from grants.acts.record_revocation import record_revocation
from grants.refund_terms import Ground
from grants.revocation import NOT_CARRIED_OUT
from tests.deeds import Deed, deed
from tests.grants.plans import PlanWorld, again, duties_of, notice_to, the_grant
from tests.grants.stage import StagedWorld
from workflow.problems import Refused


def lawful(world: StagedWorld) -> Deed:
    """The certification of a running case's plan was revoked."""
    grant = world.case("advanced").grant
    world.do(record_revocation, grant.plan_id, notice_to(world), NOT_CARRIED_OUT)
    return deed(decide_revocation_ground, grant.pk, "ART17_1", "条件違反に当たる。")


def test_the_decision_meets_the_duty_of_this_grant_only(plans: PlanWorld) -> None:
    plan = plans.plan()
    first, second = plans.running(plan), plans.running(plan)
    plans.act(record_revocation, plan.pk, plans.notice(), NOT_CARRIED_OUT)
    plans.act(decide_revocation_ground, first, "ART17_1", "条件違反に当たる。", by="chiba")
    found = {d.period_key: d.status for d in duties_of(plan, kind="GROUND_DECISION")}
    assert found == {the_grant(first).number: "met", the_grant(second).number: "open"}


def test_a_proposed_cancellation_decides_it_too(plans: PlanWorld) -> None:
    plan = plans.plan()
    grant = plans.running(plan)
    plans.act(record_revocation, plan.pk, plans.notice(), NOT_CARRIED_OUT)
    given = CancellationProposal(Ground.ART17_1, True, 600 * MILLION, "認定が取り消されたため。")
    plans.act(propose_cancellation, grant, given)
    assert [d.status for d in duties_of(plan, kind="GROUND_DECISION")] == ["met"]


def test_without_an_open_question_ground_or_reason_it_is_refused(plans: PlanWorld) -> None:
    plan = plans.plan()
    grant = plans.running(plan)
    with pytest.raises(Refused) as refusal:
        plans.act(decide_revocation_ground, grant, "ART18_2", "", by="chiba")
    assert {p.code for p in refusal.value.problems} == {"nothing_open", "ground", "reason"}
    assert again(plan).state == "CERTIFIED"
