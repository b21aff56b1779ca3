"""変更指示の通知: payments stand still until the plan is changed or the ground is decided."""

from dataclasses import replace
from datetime import date

import pytest

from config.demo.office import MILLION
from grants.acts.instruct_bank import instruct_bank
from grants.acts.record_change_order import record_change_order
from grants.models import PaymentHold
from tests.deeds import Deed, deed
from tests.grants.plans import PlanWorld, again, duties_of, notice_to, the_grant
from tests.grants.stage import StagedWorld
from workflow.machines.plan import PlanState
from workflow.problems import Refused


def lawful(world: StagedWorld) -> Deed:
    """METI ordered a change."""
    plan = world.case("advanced").grant.plan
    return deed(record_change_order, plan.pk, notice_to(world), date(2030, 9, 30))


def test_payments_freeze_and_article_10_is_proposed(plans: PlanWorld) -> None:
    plan = plans.plan()
    grant = plans.running(plan)
    payment = plans.approved(grant, 30 * MILLION)
    record = plans.act(record_change_order, plan.pk, plans.notice(), date(2023, 9, 29))
    assert again(plan).state == PlanState.CHANGE_ORDERED
    assert [row["ground"] for row in record.facts["affected"]] == ["ART10"]
    assert record.facts["withheld_yen"] == 30 * MILLION
    with pytest.raises(Refused, match="変更指示"):
        plans.act(instruct_bank, payment.pk, by="hashimoto")


def test_metis_own_date_binds_each_company(plans: PlanWorld) -> None:
    plan = plans.plan()
    grant = the_grant(plans.running(plan))
    plans.act(record_change_order, plan.pk, plans.notice(), date(2023, 9, 29))
    (duty,) = duties_of(plan.parties.get(), kind="PLAN_CHANGE_ORDER")
    assert duty.due_on == date(2023, 9, 29)
    assert duty.organisation_id == plans.company.organisation.pk
    assert [d.period_key for d in duties_of(plan, kind="GROUND_DECISION")] == [grant.number]


def test_a_number_as_long_as_a_notice_may_have_is_recorded(plans: PlanWorld) -> None:
    plan = plans.plan()
    long = replace(plans.notice(), number="第".rjust(60, "0"))
    plans.act(record_change_order, plan.pk, long, date(2023, 9, 29))
    assert again(plan).state == PlanState.CHANGE_ORDERED


def test_a_second_order_holds_on_its_own_and_asks_no_decision_twice(plans: PlanWorld) -> None:
    plan = plans.plan()
    plans.running(plan)
    for _ in range(2):
        plans.act(record_change_order, plan.pk, plans.notice(), date(2023, 9, 29))
    assert PaymentHold.objects.filter(plan=plan).count() == 2
    assert len(duties_of(plan, kind="GROUND_DECISION")) == 1


def test_an_order_says_why_and_until_when(plans: PlanWorld) -> None:
    plan = plans.plan()
    with pytest.raises(Refused) as refusal:
        plans.act(record_change_order, plan.pk, plans.notice(""), date(2023, 1, 1))
    assert {p.code for p in refusal.value.problems} == {"reason", "answer_by"}
    assert not PaymentHold.objects.filter(plan=plan).exists()
