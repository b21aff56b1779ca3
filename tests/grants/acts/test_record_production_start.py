"""生産開始: five years of production and a yearly CFP follow, by the plan's own text."""

from datetime import date

import pytest

from grants.acts.record_production_start import record_production_start
from tests.deeds import Deed, deed
from tests.grants.plans import NEW_TEXT, PlanWorld, again, duties_of
from tests.grants.stage import StagedWorld
from tests.reports.world import company
from workflow.problems import Refused


def lawful(world: StagedWorld) -> Deed:
    """Production started today."""
    plan = world.case("RUNNING").grant.plan
    return deed(record_production_start, plan.pk, world.today, "生産開始届 1頁")


def test_each_company_owes_five_years_of_production_and_a_yearly_cfp(plans: PlanWorld) -> None:
    plans.today = date(2024, 9, 6)
    plan = plans.plan(plans.company, company(), policy_version=NEW_TEXT)
    plans.today = date(2026, 4, 2)
    plans.act(record_production_start, plan.pk, date(2026, 4, 1), "生産開始届 p.1")
    assert again(plan).production_started_on == date(2026, 4, 1)
    for party in plan.parties.all():
        (production,) = duties_of(party, kind="PLAN_PRODUCTION")
        assert production.due_on == date(2031, 4, 1)
        assert production.organisation_id == party.organisation_id
        cfp = duties_of(party, kind="PLAN_CFP")
        assert [d.base_on.year for d in cfp] == [2027, 2028, 2029, 2030, 2031]
        assert cfp[0].due_on == date(2027, 6, 30)


def test_of_a_text_not_held_no_duty_is_supposed(plans: PlanWorld) -> None:
    plan = plans.plan()
    record = plans.act(record_production_start, plan.pk, plans.today, "生産開始届 p.1")
    assert duties_of(plan.parties.get(), kind="PLAN_PRODUCTION") == []
    assert "未収録" in record.facts["text"]


def test_the_investment_after_mere_development_is_met_by_production(plans: PlanWorld) -> None:
    plans.today = date(2024, 9, 6)
    plan = plans.plan(
        policy_version=NEW_TEXT, is_development_only=True,
        development_starts_on=date(2024, 10, 1),
    )  # fmt: skip
    (duty,) = duties_of(plan.parties.get(), kind="PLAN_INVESTMENT")
    assert duty.due_on == date(2027, 10, 1)
    plans.today = date(2026, 4, 2)
    plans.act(record_production_start, plan.pk, date(2026, 4, 1), "生産開始届 p.1")
    assert [d.status for d in duties_of(plan.parties.get(), kind="PLAN_INVESTMENT")] == ["met"]


def test_production_starts_once_and_not_in_the_future(plans: PlanWorld) -> None:
    plan = plans.plan()
    with pytest.raises(Refused) as refusal:
        plans.act(record_production_start, plan.pk, date(2099, 1, 1), "")
    assert [p.code for p in refusal.value.problems] == ["started_on"]
    plans.act(record_production_start, plan.pk, plans.today, "")
    with pytest.raises(Refused) as refusal:
        plans.act(record_production_start, plan.pk, plans.today, "")
    assert [p.code for p in refusal.value.problems] == ["started"]
