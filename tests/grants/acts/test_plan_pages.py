"""The pages of plans and of the checklist, filled in and confirmed as an officer does."""

import re
from typing import Any

import pytest
from django.test import Client

from config.demo.office import MILLION
from grants.acts.record_revocation import record_revocation
from grants.forms.plan import PlanForm
from grants.models import ChecklistAnswer, CoreTechnologyConsultation, Grant, PaymentHold, Plan
from grants.revocation import NOT_CARRIED_OUT
from tests.grants.plans import NEW_TEXT, PlanWorld, again, the_grant
from workflow.act_forms import FORMS
from workflow.models import Person

PLAN_ACTS = (
    "record_change_application", "record_change_certification", "record_minor_change_notice",
    "record_production_start", "record_yearly_check", "record_change_order", "record_revocation",
    "record_plan_end",
)  # fmt: skip


def client_of(person: Person) -> Client:
    """A browser in which somebody has logged in."""
    client = Client()
    client.force_login(person)
    return client


def filled(client: Client, url: str, **answers: Any) -> str:
    """Fill in an act's page, see the rehearsal, confirm; returns the page it leads to."""
    page = client.get(url).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    posted = {k: v for k, v in hidden.items() if k != "csrfmiddlewaretoken"} | answers
    rehearsal = client.post(url, posted)
    assert rehearsal.status_code == 200, re.sub(r"<[^>]+>|\s+", " ", rehearsal.content.decode())
    done = client.post(url, posted | {"step": "confirm"}, follow=True)
    assert done.status_code == 200
    return done.content.decode()


@pytest.fixture
def officer(plans: PlanWorld) -> Client:
    """The case officer's browser."""
    return client_of(plans.people["aoki"])


def test_a_revocation_recorded_on_the_page_lists_the_affected_grants(
    plans: PlanWorld, officer: Client
) -> None:
    plan = plans.plan()
    grant = the_grant(plans.running(plan))
    plans.paid(grant.pk, 200 * MILLION)
    page = filled(
        officer, f"/officer/acts/record_revocation/{plan.pk}/",
        number="取消-1", notice_on=str(plans.today), reason="取組が行われていないため。",
        basis=NOT_CARRIED_OUT,
    )  # fmt: skip
    assert again(plan).state == "REVOKED"
    for text in (grant.number, "200,000,000", "加算金あり", "認定取消し", "取消しの根拠の判断"):
        assert text in page


@pytest.mark.parametrize("act", PLAN_ACTS)
def test_every_act_on_a_plan_has_its_page(plans: PlanWorld, officer: Client, act: str) -> None:
    plan = plans.plan()
    assert issubclass(FORMS[act], PlanForm)
    assert officer.get(f"/officer/acts/{act}/{plan.pk}/").status_code == 200
    assert (
        f"/officer/acts/{act}/{plan.pk}/"
        in officer.get(f"/officer/plans/{plan.pk}/").content.decode()
    )


def test_a_hold_is_released_from_the_plans_page_by_the_director(plans: PlanWorld) -> None:
    plan = plans.plan()
    plans.act(record_revocation, plan.pk, plans.notice(), NOT_CARRIED_OUT)
    hold = PaymentHold.objects.get(plan=plan)
    director = client_of(plans.people["chiba"])
    url = f"/officer/acts/release_hold/{hold.pk}/"
    assert url in director.get(f"/officer/plans/{plan.pk}/").content.decode()
    filled(director, url, reason="対象の交付がない。")
    assert again(hold).released_by == plans.people["chiba"]


def judged(plans: PlanWorld, officer: Client, grant: Grant, item: str, **answers: Any) -> str:
    """An item judged on its page."""
    url = f"/officer/acts/judge_checklist_item/{grant.pk}/?code={item}"
    return filled(officer, url, page="12頁", evidence="計画書", **answers)


def test_items_are_judged_on_their_pages_and_shown_with_the_case(
    plans: PlanWorld, officer: Client
) -> None:
    plans.today = NEW_TEXT.replace(month=9)
    grant = the_grant(plans.under_review(plans.plan(policy_version=NEW_TEXT)))
    page = judged(
        plans, officer, grant, "K04",
        fact_item="車載用蓄電池", fact_installs_equipment="yes", fact_capacity_added_mwh="2500",
    )  # fmt: skip
    assert "500MWh/年 足りません" in page
    judged(plans, officer, grant, "K08", verdict="MET", reason="計画が具体的である。")
    found = ChecklistAnswer.objects.filter(grant=grant).values_list("item__code", "verdict")
    assert set(found) == {("K04", "NOT_MET"), ("K08", "MET")}


def test_what_is_missing_is_asked_for_on_the_page(plans: PlanWorld, officer: Client) -> None:
    plans.today = NEW_TEXT.replace(month=9)
    grant = plans.under_review(plans.plan(policy_version=NEW_TEXT))
    url = f"/officer/acts/judge_checklist_item/{grant}/"
    answer = officer.post(url, {"key": "0" * 32, "code": "K01", "evidence": "計画書", "page": "1"})
    assert answer.status_code == 422
    assert "「品目」が記入されていません" in answer.content.decode()


def test_meti_and_the_auditor_read_a_plan_and_record_nothing(plans: PlanWorld) -> None:
    plan = plans.plan()
    for short, audience in (("kudo", "meti"), ("mizuno", "auditor")):
        page = client_of(plans.people[short]).get(f"/{audience}/plans/{plan.pk}/")
        assert page.status_code == 200
        assert "/acts/" not in page.content.decode()


def test_a_consultation_shows_on_the_plan_with_its_answer_to_come(
    plans: PlanWorld, officer: Client
) -> None:
    plan: Plan = plans.plan()
    row = CoreTechnologyConsultation.objects.create(
        plan=plan, organisation=plans.company.organisation, conduct="DISCLOSE", technology="塗工",
        counterpart="架空社", planned_on=plans.today, fears_forced_transfer=True,
        is_under_foreign_influence=False, was_asked_by_meti=False, capacity_before=0,
        capacity_after=0, local_numerator=0, local_denominator=1, filed_at=plans.now,
        reasons=["理由の文"],
    )  # fmt: skip
    page = officer.get(f"/officer/plans/{plan.pk}/").content.decode()
    assert "理由の文" in page
    assert f"/officer/acts/answer_consultation/{row.pk}/" in page
