"""支払の保留の解除: when the ground is gone, by another person."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from config.demo.office import MILLION
from grants.acts.decide_revocation_ground import NO_CANCELLATION, decide_revocation_ground
from grants.acts.instruct_bank import instruct_bank
from grants.acts.record_change_certification import PlanChange, record_change_certification
from grants.acts.record_change_order import record_change_order
from grants.acts.record_revocation import record_revocation
from grants.acts.record_yearly_check import YearlyCheck, record_yearly_check
from grants.acts.release_hold import release_hold
from grants.models import Grant, PaymentHold
from grants.models.hold import HoldGround
from grants.models.plan import CheckOutcome
from grants.revocation import NO_LONGER_FIT
from tests.deeds import Deed, deed
from tests.grants.plans import PlanWorld, again
from tests.grants.stage import StagedWorld
from tests.reports.world import company
from workflow.act import PART
from workflow.models import ActRecord, Organisation, Person
from workflow.problems import Refused

CHANGE = PlanChange("部素材", "部素材の生産", 10_000 * MILLION)


def lawful(world: StagedWorld) -> Deed:
    """A plan found not to be carried out is on course again."""
    plan = world.case("RUNNING").grant.plan
    given = YearlyCheck(2025, world.today, CheckOutcome.NOT_CARRIED_OUT, "遅延。", "電池産業室")
    world.do(record_yearly_check, plan.pk, given)
    hold = PaymentHold.objects.get(plan=plan)
    return deed(release_hold, hold.pk, "遂行の再開を確認した。")


def test_after_the_change_is_certified_payments_go_on(plans: PlanWorld) -> None:
    plan = plans.plan()
    payment = plans.approved(plans.running(plan), MILLION)
    plans.act(record_change_order, plan.pk, plans.notice(), date(2023, 9, 29))
    hold = PaymentHold.objects.get(plan=plan)
    with pytest.raises(Refused) as refusal:
        plans.act(release_hold, hold.pk, "変更を確認した。", by="chiba")
    assert [p.code for p in refusal.value.problems] == ["change_open"]
    plans.act(record_change_certification, plan.pk, plans.notice(), CHANGE)
    plans.act(release_hold, hold.pk, "変更を確認した。", by="chiba")
    plans.act(instruct_bank, payment.pk, by="hashimoto")
    assert again(payment).state == "FILE_SENT"


def test_after_a_revocation_every_ground_is_decided_first(plans: PlanWorld) -> None:
    plan = plans.plan()
    grant = plans.running(plan)
    plans.act(record_revocation, plan.pk, plans.notice(), NO_LONGER_FIT)
    hold = PaymentHold.objects.get(plan=plan)
    with pytest.raises(Refused) as refusal:
        plans.act(release_hold, hold.pk, "支払を続ける。", by="chiba")
    assert [p.code for p in refusal.value.problems] == ["ground_open"]
    plans.act(decide_revocation_ground, grant, NO_CANCELLATION, "経過期間分である。", by="chiba")
    plans.act(release_hold, hold.pk, "支払を続ける。", by="chiba")
    assert again(hold).released_on == plans.today


def test_a_hold_is_released_once_with_a_reason(plans: PlanWorld) -> None:
    plan = plans.plan()
    plans.act(record_revocation, plan.pk, plans.notice(), NO_LONGER_FIT)
    hold = PaymentHold.objects.get(plan=plan)
    plans.act(release_hold, hold.pk, "対象の交付がない。", by="chiba")
    with pytest.raises(Refused) as refusal:
        plans.act(release_hold, hold.pk, "", by="chiba")
    assert {p.code for p in refusal.value.problems} == {"released", "reason"}
    with pytest.raises(DatabaseError), transaction.atomic():
        PaymentHold.objects.filter(pk=hold.pk).update(released_on=None)


def test_of_a_hold_on_one_case_the_other_companies_of_the_plan_are_not_told(
    plans: PlanWorld,
) -> None:
    other = company()
    plan = plans.plan(plans.company, other)
    late = PaymentHold.objects.create(
        plan=plan, grant_id=plans.running(plan), ground=HoldGround.LATE_REPORT,
        reason="報告が遅れているため。", source_id=uuid4(), placed_on=plans.today,
        placed_by=plans.people["aoki"],
    )  # fmt: skip
    own = told_companies(plans.act(release_hold, late.pk, "報告を受理した。", by="chiba"))
    assert own == {plans.company.organisation}
    # What holds the whole plan is everybody's.
    plans.act(record_revocation, plan.pk, plans.notice(), NO_LONGER_FIT)
    grant = Grant.objects.get(plan=plan)
    plans.act(decide_revocation_ground, grant.pk, NO_CANCELLATION, "経過期間分。", by="chiba")
    hold = PaymentHold.objects.get(plan=plan, grant__isnull=True)
    every = told_companies(plans.act(release_hold, hold.pk, "支払を続ける。", by="chiba"))
    assert every == {plans.company.organisation, other.organisation}


def told_companies(record: ActRecord) -> set[Organisation]:
    """The companies whose people an act told something."""
    people = Person.objects.filter(notices__key__startswith=record.key + PART)
    return set(Organisation.objects.filter(memberships__person__in=people))


def test_the_database_keeps_a_hold_as_it_was_placed(plans: PlanWorld) -> None:
    plan = plans.plan()
    plans.act(record_revocation, plan.pk, plans.notice(), NO_LONGER_FIT)
    with pytest.raises(DatabaseError, match="stands as placed"), transaction.atomic():
        PaymentHold.objects.filter(plan=plan).update(reason="別の理由")
    with pytest.raises(DatabaseError), transaction.atomic():
        PaymentHold.objects.filter(plan=plan).delete()
