"""支払の保留の解除: when the ground is gone, by another person."""

from datetime import date

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
from grants.models import PaymentHold
from grants.models.plan import CheckOutcome
from grants.revocation import NO_LONGER_FIT
from tests.deeds import Deed, deed
from tests.grants.plans import PlanWorld, again
from tests.grants.stage import StagedWorld
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


def test_the_database_keeps_a_hold_as_it_was_placed(plans: PlanWorld) -> None:
    plan = plans.plan()
    plans.act(record_revocation, plan.pk, plans.notice(), NO_LONGER_FIT)
    with pytest.raises(DatabaseError, match="stands as placed"), transaction.atomic():
        PaymentHold.objects.filter(plan=plan).update(reason="別の理由")
    with pytest.raises(DatabaseError), transaction.atomic():
        PaymentHold.objects.filter(plan=plan).delete()
