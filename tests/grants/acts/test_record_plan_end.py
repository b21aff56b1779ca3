"""計画の終了: the mirror closes, duties after it fall away."""

from datetime import date

import pytest

from grants.acts.record_plan_end import problems_with_production, record_plan_end
from grants.acts.record_production_start import record_production_start
from grants.models import Policy
from tests.deeds import Deed, deed
from tests.grants.plans import NEW_TEXT, OLD_TEXT, PlanWorld, again, duties_of, notice_to
from tests.grants.stage import StagedWorld
from workflow.machines.plan import PlanState
from workflow.problems import Refused

CERTIFIED = date(2024, 9, 6)


def lawful(world: StagedWorld) -> Deed:
    """The plan ended today."""
    plan = world.case("RUNNING").grant.plan
    return deed(record_plan_end, plan.pk, notice_to(world), world.today)


def test_yearly_duties_after_the_end_fall_away_and_production_is_done(plans: PlanWorld) -> None:
    plans.today = CERTIFIED
    plan = plans.plan(policy_version=NEW_TEXT, applied_on=date(2024, 6, 3))
    plans.today = date(2025, 4, 1)
    plans.act(record_production_start, plan.pk, date(2025, 4, 1), "生産開始届 p.1")
    plans.today = date(2030, 5, 7)
    plans.act(record_plan_end, plan.pk, plans.notice(), date(2030, 4, 30))
    plan = again(plan)
    assert (plan.state, plan.ends_on) == (PlanState.ENDED, date(2030, 4, 30))
    party = plan.parties.get()
    assert [d.status for d in duties_of(party, kind="PLAN_PRODUCTION")] == ["met"]
    yearly = [duties_of(party, kind=kind) for kind in ("PLAN_ANNUAL", "PLAN_CFP", "PLAN_GX")]
    assert all(yearly)
    left = {d.base_on for series in yearly for d in series if d.status == "open"}
    assert max(left) <= date(2030, 4, 30)


def test_an_end_before_its_time_is_refused_with_every_reason(plans: PlanWorld) -> None:
    plans.today = CERTIFIED
    plan = plans.plan(policy_version=NEW_TEXT, ends_on=date(2031, 3, 31))
    plans.today = date(2025, 4, 1)
    plans.act(record_production_start, plan.pk, date(2025, 4, 1), "生産開始届 p.1")
    plans.today = date(2030, 5, 7)
    with pytest.raises(Refused) as refusal:
        plans.act(record_plan_end, plan.pk, plans.notice(), date(2030, 3, 31))
    assert {p.code for p in refusal.value.problems} == {"early", "production"}
    assert again(plan).state == PlanState.CERTIFIED


def test_how_long_production_goes_on_is_said_by_the_plan_s_own_policy(plans: PlanWorld) -> None:
    plan = plans.plan(policy_version=OLD_TEXT)
    plan.production_started_on = date(2025, 4, 1)
    rule = {"rule": "event 36m", "title": "生産の継続（3年以上）", "article": "見本3章"}
    plan.policy = Policy(duties={"production": rule})
    (problem,) = problems_with_production(plan, date(2028, 3, 31))
    assert "2028年4月1日" in problem.text
    assert "見本3章" in problem.text
    assert not problems_with_production(plan, date(2028, 4, 1))
    # Of a text that is not held nothing is supposed.
    plan.policy = Policy(duties={})
    assert not problems_with_production(plan, date(2025, 4, 2))


def test_an_end_in_the_future_is_no_end(plans: PlanWorld) -> None:
    plan = plans.plan()
    with pytest.raises(Refused) as refusal:
        plans.act(record_plan_end, plan.pk, plans.notice(), date(2099, 3, 31))
    assert [p.code for p in refusal.value.problems] == ["ended_on"]


def test_an_ended_plan_stays_ended(plans: PlanWorld) -> None:
    plan = plans.plan()
    plans.act(record_plan_end, plan.pk, plans.notice(), plans.today)
    with pytest.raises(Refused) as refusal:
        plans.act(record_plan_end, plan.pk, plans.notice(), plans.today)
    assert [p.code for p in refusal.value.problems] == ["wrong_state"]
