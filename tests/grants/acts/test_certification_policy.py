"""Certification binds a plan to its policy text, and dates what follows."""

from datetime import date

import pytest

from grants.acts.record_certification import record_certification
from grants.models import Plan
from tests.grants.plans import NEW_TEXT, OLD_TEXT, PlanWorld, duties_of
from tests.reports.world import company
from workflow.models import Organisation
from workflow.problems import Refused


def codes(plans: PlanWorld, **changes: object) -> list[str]:
    """The problems of such a certification."""
    given = plans.certification(**changes)
    with pytest.raises(Refused) as refusal:
        plans.act(record_certification, given, [plans.company.organisation])
    assert not Plan.objects.filter(number=given.number).exists()
    return [problem.code for problem in refusal.value.problems]


def test_an_application_pending_on_the_day_keeps_the_older_text(plans: PlanWorld) -> None:
    plans.today = date(2024, 9, 6)
    assert codes(plans, applied_on=date(2024, 3, 25), policy_version=NEW_TEXT) == ["policy_version"]
    plan = plans.plan(applied_on=date(2024, 3, 25), policy_version=OLD_TEXT)
    assert plan.policy.version == OLD_TEXT
    assert not plan.policy.is_text_held


def test_an_application_from_the_day_on_has_the_newer_text(plans: PlanWorld) -> None:
    plans.today = date(2024, 9, 6)
    assert codes(plans, applied_on=date(2024, 3, 26)) == ["policy_version"]
    assert plans.plan(applied_on=date(2024, 3, 26), policy_version=NEW_TEXT).policy.is_text_held


def test_no_plan_is_certified_under_a_text_that_does_not_apply_yet(plans: PlanWorld) -> None:
    assert codes(plans, policy_version=NEW_TEXT) == ["policy_version"]


def test_a_plan_is_not_applied_for_after_its_certification(plans: PlanWorld) -> None:
    later = date(2024, 4, 1)
    assert plans.today < later
    assert codes(plans, applied_on=later, policy_version=NEW_TEXT) == ["dates"]
    assert plans.plan(applied_on=plans.today).applied_on == plans.today


def test_a_text_nobody_knows_is_refused(plans: PlanWorld) -> None:
    assert codes(plans, policy_version=date(2020, 1, 1)) == ["policy_unknown"]
    assert codes(plans, commodity="抗菌薬") == ["policy_unknown"]


def test_the_yearly_report_comes_round_to_the_plans_end(plans: PlanWorld) -> None:
    plan = plans.plan(ends_on=date(2028, 6, 30))
    found = duties_of(plan.parties.get(), kind="PLAN_ANNUAL")
    # 30 June 2024 is a Sunday.
    days = [date(2024, 7, 1), *(date(year, 6, 30) for year in range(2025, 2029))]
    assert [(d.period_key, d.due_on) for d in found] == [
        (str(year), day) for year, day in zip(range(2023, 2028), days, strict=True)
    ]


def test_emissions_are_reported_each_year_but_not_by_a_small_company(plans: PlanWorld) -> None:
    plans.today = date(2024, 9, 6)
    small = company()
    Organisation.objects.filter(pk=small.organisation.pk).update(is_small=True)
    made = {"policy_version": NEW_TEXT, "applied_on": date(2024, 6, 3)}
    plan = plans.plan(plans.company, small, ends_on=date(2027, 6, 30), **made)
    owed = {
        party.organisation: [(d.period_key, d.due_on) for d in duties_of(party, kind="PLAN_GX")]
        for party in plan.parties.select_related("organisation")
    }
    years = [("2024", date(2025, 6, 30)), ("2025", date(2026, 6, 30)), ("2026", date(2027, 6, 30))]
    assert owed == {plans.company.organisation: years, small.organisation: []}
    unending = plans.plan(**made)
    assert [d.period_key for d in duties_of(unending.parties.get(), kind="PLAN_GX")] == ["2024"]
    # Of a text that is not held nothing is supposed.
    old = plans.plan(policy_version=OLD_TEXT, applied_on=date(2024, 3, 25))
    assert duties_of(old.parties.get(), kind="PLAN_GX") == []


def test_a_development_only_plan_says_when_it_begins(plans: PlanWorld) -> None:
    assert codes(plans, is_development_only=True) == ["development"]
    assert codes(plans, ends_on=plans.today) == ["period"]
