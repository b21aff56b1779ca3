"""変更認定の通知: the plan as it stands after the change, old and new kept."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from config.demo.office import MILLION
from grants.acts.approve_succession import approve_succession
from grants.acts.cancel_decision import cancel_decision
from grants.acts.propose_cancellation import CancellationProposal, propose_cancellation
from grants.acts.propose_succession import SuccessionProposal, propose_succession
from grants.acts.record_change_certification import PlanChange, record_change_certification
from grants.acts.record_change_order import record_change_order
from grants.acts.record_production_start import record_production_start
from grants.models import PlanNotice, PlanParty
from grants.refund_terms import Ground
from reports.acts.owe_yearly_duties import owe_yearly_duties
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


STARTED_ON, JOINED_ON = date(2026, 4, 1), date(2028, 5, 10)
LONGER = replace(CHANGE, ends_on=date(2034, 3, 31))


def joins_in_2028(plans: PlanWorld, change: PlanChange = CHANGE, **plan: Any) -> list[PlanParty]:
    """The party of the beginning, and one that joined by a change two years into production."""
    plans.today, joining = date(2024, 9, 6), company()
    made = plans.plan(policy_version=NEW_TEXT, **plan)
    if not plan:
        plans.today = STARTED_ON
        plans.act(record_production_start, made.pk, STARTED_ON, "生産開始届 p.1")
    plans.today = JOINED_ON
    given = (made.pk, plans.notice(), change, [joining.organisation])
    plans.act(record_change_certification, *given)
    return list(made.parties.order_by("-is_lead"))


def test_who_joins_after_the_start_of_production_owes_what_the_others_owe(plans: PlanWorld) -> None:
    first, joined = joins_in_2028(plans)
    ends = [duties_of(party, kind="PLAN_PRODUCTION") for party in (first, joined)]
    assert [[duty.due_on for duty in found] for found in ends] == [[date(2031, 4, 1)]] * 2
    assert [party.joined_on for party in (first, joined)] == [None, JOINED_ON]
    assert ends[1][0].organisation_id == joined.organisation_id
    cfp = [duties_of(party, kind="PLAN_CFP") for party in (first, joined)]
    assert [duty.base_on.year for duty in cfp[0]] == [2027, 2028, 2029, 2030, 2031]
    assert [duty.base_on.year for duty in cfp[1]] == [2029, 2030, 2031]


def test_nothing_of_who_joins_is_late_as_it_is_made(plans: PlanWorld) -> None:
    _, joined = joins_in_2028(plans)
    found = duties_of(joined)
    assert {d.kind for d in found} == {"PLAN_ANNUAL", "PLAN_CFP", "PLAN_GX", "PLAN_PRODUCTION"}
    assert min(duty.due_on for duty in found) > JOINED_ON


def test_where_the_end_is_not_known_the_next_year_asks_for_no_year_before(plans: PlanWorld) -> None:
    _, joined = joins_in_2028(plans, replace(CHANGE, ends_on=None))
    plans.today = date(2029, 4, 2)
    plans.act(owe_yearly_duties, plans.segment, 2029, by="baba")
    assert [d.base_on.year for d in duties_of(joined, kind="PLAN_ANNUAL")] == [2029, 2030]


def test_a_later_end_of_the_plan_asks_for_the_footprint_as_long(plans: PlanWorld) -> None:
    parties = joins_in_2028(plans, LONGER)
    for party in parties:
        assert duties_of(party, kind="PLAN_CFP")[-1].base_on.year == 2034
        (production,) = duties_of(party, kind="PLAN_PRODUCTION")
        assert production.due_on == date(2031, 4, 1)
    plans.act(record_change_certification, parties[0].plan_id, plans.notice(), CHANGE)
    for party in parties:
        assert duties_of(party, kind="PLAN_CFP", status="open")[-1].base_on.year == 2031


@pytest.mark.parametrize(("begins_on", "expected"), [(date(2026, 10, 1), 1), (date(2025, 4, 1), 0)])
def test_who_joins_a_plan_of_mere_development_owes_the_investment(
    plans: PlanWorld, begins_on: date, expected: int
) -> None:
    """Until production starts; a day that was over before it joined is not its own."""
    first, joined = joins_in_2028(plans, is_development_only=True, development_starts_on=begins_on)
    (others,) = duties_of(first, kind="PLAN_INVESTMENT")
    own = duties_of(joined, kind="PLAN_INVESTMENT")
    assert [duty.due_on for duty in own] == [others.due_on] * expected
    assert duties_of(joined, kind="PLAN_PRODUCTION") == []


def test_who_joins_twice_owes_once(plans: PlanWorld) -> None:
    _, joined = joins_in_2028(plans)
    before = [duty.pk for duty in duties_of(joined)]
    given = (joined.plan_id, plans.notice(), CHANGE, [joined.organisation])
    plans.act(record_change_certification, *given)
    assert [duty.pk for duty in duties_of(joined)] == before


def test_of_a_text_not_held_nothing_is_supposed_of_who_joins(plans: PlanWorld) -> None:
    plan, joining = plans.plan(), company()
    plans.act(record_production_start, plan.pk, plans.today, "生産開始届 p.1")
    plans.act(record_change_certification, plan.pk, plans.notice(), CHANGE, [joining.organisation])
    party = plan.parties.get(organisation=joining.organisation)
    assert {duty.kind for duty in duties_of(party)} == {"PLAN_ANNUAL"}


def test_a_successor_carries_the_duties_of_the_plan(plans: PlanWorld) -> None:
    """METI's change makes it a company of the plan before the case moves, which takes none away."""
    plans.today, joining = date(2024, 9, 6), company()
    plan = plans.plan(policy_version=NEW_TEXT)
    grant = plans.running(plan)
    plans.act(record_production_start, plan.pk, plans.today, "生産開始届 p.1")
    given = (plan.pk, plans.notice(), CHANGE, [joining.organisation])
    plans.act(record_change_certification, *given)
    merged = SuccessionProposal(joining.organisation.pk, "MERGER", plans.today, "一切", "合併")
    plans.act(propose_succession, grant, merged)
    plans.act(approve_succession, grant, 1, by="chiba")
    party = plan.parties.get(organisation=joining.organisation)
    open_ = {d.kind for d in duties_of(party, organisation=joining.organisation, status="open")}
    assert open_ == {"PLAN_ANNUAL", "PLAN_CFP", "PLAN_GX", "PLAN_PRODUCTION"}
