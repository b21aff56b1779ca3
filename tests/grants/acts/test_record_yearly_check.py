"""計画の遂行の確認: yearly, together with METI."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from config.demo.office import MILLION
from grants.acts.instruct_bank import instruct_bank
from grants.acts.record_yearly_check import YearlyCheck, record_yearly_check
from grants.models import PaymentHold, PlanCheck
from grants.models.plan import CheckOutcome
from tests.deeds import Deed, deed
from tests.grants.plans import PlanWorld, duties_of
from tests.grants.stage import StagedWorld
from workflow.models import Notice
from workflow.problems import Refused


def lawful(world: StagedWorld) -> Deed:
    """The year of the certification was checked with METI."""
    plan = world.case("RUNNING").grant.plan
    given = YearlyCheck(2025, world.today, CheckOutcome.CARRIED_OUT, "確認した。", "電池産業室")
    return deed(record_yearly_check, plan.pk, given)


def check(plans: PlanWorld, year: int, outcome: str = CheckOutcome.CARRIED_OUT) -> YearlyCheck:
    """A check of today, with METI."""
    return YearlyCheck(year, plans.today, outcome, "現地で確認した。", "経済産業省 電池産業室")


def test_the_check_meets_the_year_and_owes_the_next(plans: PlanWorld) -> None:
    plan = plans.plan()
    assert [(d.period_key, d.due_on) for d in duties_of(plan, kind="PLAN_CHECK")] == [
        ("2023", date(2024, 6, 30))
    ]
    plans.today = date(2024, 5, 20)
    plans.act(record_yearly_check, plan.pk, check(plans, 2023))
    found = duties_of(plan, kind="PLAN_CHECK")
    assert [(d.period_key, d.status, d.due_on) for d in found] == [
        ("2023", "met", date(2024, 6, 30)),
        ("2024", "open", date(2025, 6, 30)),
    ]


def test_a_plan_not_carried_out_is_held_and_meti_is_told(plans: PlanWorld) -> None:
    plan = plans.plan()
    payment = plans.approved(plans.running(plan), MILLION)
    plans.act(record_yearly_check, plan.pk, check(plans, 2023, CheckOutcome.NOT_CARRIED_OUT))
    assert PaymentHold.objects.get(plan=plan).ground == "NOT_CARRIED_OUT"
    with pytest.raises(Refused, match="遂行されていない"):
        plans.act(instruct_bank, payment.pk, by="hashimoto")
    assert Notice.objects.filter(kind="plan_not_carried_out", subject_id=plan.pk).exists()


def test_a_year_is_checked_once_and_stands_as_written(plans: PlanWorld) -> None:
    plan = plans.plan()
    plans.act(record_yearly_check, plan.pk, check(plans, 2023))
    with pytest.raises(Refused) as refusal:
        plans.act(record_yearly_check, plan.pk, check(plans, 2023))
    assert [p.code for p in refusal.value.problems] == ["checked"]
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanCheck.objects.filter(plan=plan).update(outcome=CheckOutcome.DELAYED)


def test_a_check_names_year_outcome_and_metis_part(plans: PlanWorld) -> None:
    plan = plans.plan()
    given = YearlyCheck(2022, plans.today, "GOOD", "確認した。", "")
    with pytest.raises(Refused) as refusal:
        plans.act(record_yearly_check, plan.pk, given)
    assert {p.code for p in refusal.value.problems} == {"year", "outcome", "findings"}
    assert not PlanCheck.objects.filter(plan=plan).exists()
