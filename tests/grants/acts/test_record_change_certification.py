"""変更認定の通知: the plan as it stands after the change, old and new kept."""

from dataclasses import replace
from datetime import date

import pytest

from config.demo.office import MILLION
from grants.acts.cancel_decision import cancel_decision
from grants.acts.propose_cancellation import CancellationProposal, propose_cancellation
from grants.acts.record_change_certification import PlanChange, record_change_certification
from grants.acts.record_change_order import record_change_order
from grants.models import PlanNotice
from grants.refund_terms import Ground
from tests.deeds import Deed, deed
from tests.grants.plans import NEW_TEXT, OLD_TEXT, PlanWorld, again, duties_of, notice_to
from tests.grants.stage import StagedWorld
from tests.reports.world import company
from workflow.machines.plan import PlanState
from workflow.problems import Refused

CHANGE = PlanChange("部素材", "部素材の生産（増強）", 12_000 * MILLION, date(2031, 3, 31))


def lawful(world: StagedWorld) -> Deed:
    """METI certified a higher ceiling."""
    plan = world.case("RUNNING").grant.plan
    return deed(record_change_certification, plan.pk, notice_to(world), CHANGE)


def test_the_notice_keeps_what_changed(plans: PlanWorld) -> None:
    plan = plans.plan()
    plans.act(record_change_certification, plan.pk, plans.notice(), CHANGE)
    plan = again(plan)
    assert plan.state == PlanState.CHANGED
    assert (plan.ceiling_yen, plan.ends_on) == (12_000 * MILLION, date(2031, 3, 31))
    changed = PlanNotice.objects.get(plan=plan).content["changed"]
    assert changed["ceiling_yen"] == [10_000 * MILLION, 12_000 * MILLION]
    assert "item" not in changed


def test_the_items_that_changed_stand_beside_those_that_did_not(plans: PlanWorld) -> None:
    plan = plans.plan(contents=(("2", "3GWh"), ("4", "本社"), ("5", "自己資金")))
    change = replace(CHANGE, contents=(("2", "5GWh"), ("5", "自己資金")))
    plans.act(record_change_certification, plan.pk, plans.notice(), change)
    assert again(plan).contents == {"2": "5GWh", "4": "本社", "5": "自己資金"}
    before, after = PlanNotice.objects.get(plan=plan).content["changed"]["contents"]
    assert (before["2"], after["2"]) == ("3GWh", "5GWh")


def test_a_change_certified_today_leaves_the_plan_under_its_older_text(plans: PlanWorld) -> None:
    """附則3: what was certified under the older text stays under it."""
    plan = plans.plan()
    plans.today = date(2026, 4, 1)
    assert plans.today > NEW_TEXT
    plans.act(record_change_certification, plan.pk, plans.notice(), CHANGE)
    assert again(plan).policy.version == OLD_TEXT


def test_a_company_joins_by_a_change(plans: PlanWorld) -> None:
    plan, joining = plans.plan(), company()
    plans.act(record_change_certification, plan.pk, plans.notice(), CHANGE, [joining.organisation])
    assert plan.parties.filter(organisation=joining.organisation, is_lead=False).exists()
    assert plan.parties.count() == 2


def test_decisions_above_the_new_ceiling_must_be_looked_at(plans: PlanWorld) -> None:
    plan = plans.plan()
    plans.running(plan)
    lower = PlanChange("部素材", "部素材の生産", 500 * MILLION)
    plans.act(record_change_certification, plan.pk, plans.notice(), lower)
    (duty,) = duties_of(plan, kind="CEILING_CHECK")
    assert "100,000,000" in duty.title
    # A second notice that raises it again ends the question; so does a lower decision.
    plans.act(record_change_certification, plan.pk, plans.notice(), CHANGE)
    assert [d.status for d in duties_of(plan, kind="CEILING_CHECK")] == ["met"]


def test_a_case_lowered_to_the_new_ceiling_ends_the_question(plans: PlanWorld) -> None:
    plan = plans.plan()
    grant = plans.running(plan)
    lower = PlanChange("部素材", "部素材の生産", 500 * MILLION)
    plans.act(record_change_certification, plan.pk, plans.notice(), lower)
    less = CancellationProposal(Ground.ART17_1, False, 60 * MILLION, "認定の変更のため。")
    plans.act(propose_cancellation, grant, less)
    plans.act(cancel_decision, grant, 1, by="doi")
    assert [d.status for d in duties_of(plan, kind="CEILING_CHECK")] == ["open"]
    plans.act(propose_cancellation, grant, replace(less, cancelled_yen=40 * MILLION))
    plans.act(cancel_decision, grant, 2, by="doi")
    assert [d.status for d in duties_of(plan, kind="CEILING_CHECK")] == ["met"]


def test_the_change_answers_metis_order(plans: PlanWorld) -> None:
    plan = plans.plan()
    plans.act(record_change_order, plan.pk, plans.notice(), date(2023, 9, 29))
    party = plan.parties.get()
    plans.act(record_change_certification, plan.pk, plans.notice(), CHANGE)
    assert [d.status for d in duties_of(party, kind="PLAN_CHANGE_ORDER")] == ["met"]


def test_a_notice_number_is_received_once(plans: PlanWorld) -> None:
    plan, notice = plans.plan(), plans.notice()
    plans.act(record_change_certification, plan.pk, notice, CHANGE)
    with pytest.raises(Refused) as refusal:
        plans.act(record_change_certification, plan.pk, notice, CHANGE)
    assert [p.code for p in refusal.value.problems] == ["notice_known"]


def test_every_fault_of_a_change_is_told(plans: PlanWorld) -> None:
    plan = plans.plan()
    wrong = PlanChange("", "", 0, plan.certified_on)
    with pytest.raises(Refused) as refusal:
        plans.act(record_change_certification, plan.pk, plans.notice(), wrong)
    assert {p.code for p in refusal.value.problems} == {"ceiling", "title", "period"}
    assert again(plan).state == PlanState.CERTIFIED
