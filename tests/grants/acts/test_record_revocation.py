"""認定取消しの通知: the story of METI taking a certification back."""

import threading
from datetime import date

import pytest
from django.db import DatabaseError, connections, transaction

from config.demo.office import MILLION
from fund.queries import head
from grants.acts.approve_payment import approve_payment
from grants.acts.check_payment import check_payment
from grants.acts.decide_revocation_ground import NO_CANCELLATION, decide_revocation_ground
from grants.acts.instruct_bank import instruct_bank
from grants.acts.record_change_order import record_change_order
from grants.acts.record_revocation import record_revocation
from grants.desk import items_for
from grants.holds import ready_to_send, run_yen
from grants.models import Payment, PaymentHold, Plan, PlanNotice
from grants.models.hold import HoldGround
from grants.revocation import NO_LONGER_FIT, NOT_CARRIED_OUT
from grants.steps import Reader
from tests.deeds import Deed, deed
from tests.grants.plans import PlanWorld, again, duties_of, notice_to, the_grant
from tests.grants.stage import StagedWorld
from workflow.authority import roles_of
from workflow.machines.payment import PaymentState
from workflow.machines.plan import PlanState
from workflow.models import ActRecord, Notice
from workflow.problems import Refused


def lawful(world: StagedWorld) -> Deed:
    """METI revoked the certification."""
    plan = world.case("advanced").grant.plan
    return deed(record_revocation, plan.pk, notice_to(world), NOT_CARRIED_OUT)


def test_the_plan_with_three_grants_and_a_claim_in_the_run(plans: PlanWorld) -> None:
    """450 million paid; a claim of 30 million leaves the run; proposals list each payment date."""
    plan, other = plans.plan(), plans.plan()
    plans.today = date(2026, 4, 1)
    first, second, third = (plans.running(plan) for _ in range(3))
    elsewhere = plans.running(other)
    for grant, day, million in (
        (first, date(2026, 5, 29), 200), (first, date(2026, 9, 30), 100),
        (second, date(2026, 10, 30), 150),
    ):  # fmt: skip
        plans.today = day
        plans.paid(grant, million * MILLION)
    plans.today = date(2026, 12, 9)
    claim = plans.approved(third, 30 * MILLION)
    plans.approved(elsewhere, 70 * MILLION)
    old_total = run_yen(plans.segment)
    assert old_total == 100 * MILLION

    plans.today = date(2026, 12, 10)
    seq = head(plans.segment).seq
    record = plans.act(record_revocation, plan.pk, plans.notice(), NOT_CARRIED_OUT)

    plan = again(plan)
    claim = again(claim)
    assert plan.state == PlanState.REVOKED
    assert run_yen(plans.segment) == old_total - 30_000_000
    assert claim not in ready_to_send(plans.segment)
    assert claim.state == PaymentState.APPROVED
    facts = record.facts
    assert (facts["paid_yen"], facts["withheld_yen"]) == (450_000_000, 30_000_000)
    assert (facts["run_before_yen"], facts["run_after_yen"]) == (100_000_000, 70_000_000)
    listed = {row["grant"]: row for row in facts["affected"]}
    assert listed[the_grant(first).number]["paid"] == [
        ["2026-05-29", 200_000_000],
        ["2026-09-30", 100_000_000],
    ]
    assert listed[the_grant(second).number]["paid"] == [["2026-10-30", 150_000_000]]
    assert listed[the_grant(third).number]["paid"] == []
    assert {row["ground"] for row in facts["affected"]} == {"ART17_1"}
    assert head(plans.segment).seq == seq, "nothing is booked by the notice itself"


def test_grounds_and_the_treasury_are_to_be_settled_in_30_days(plans: PlanWorld) -> None:
    plan = plans.plan()
    grant = the_grant(plans.running(plan))
    plans.under_review(plan)
    plans.today = date(2026, 12, 10)
    plans.act(record_revocation, plan.pk, plans.notice(), NO_LONGER_FIT)
    decisions = duties_of(plan, kind="GROUND_DECISION")
    assert [(d.period_key, d.due_on) for d in decisions] == [(grant.number, date(2027, 1, 9))]
    (treasury,) = duties_of(plan, kind="TREASURY_CHECK")
    assert treasury.article == "機構法16条の6第3項"
    assert decisions[0].organisation_id is None, "NEDO's own duty"


def test_no_step_towards_the_bank_is_left_open(plans: PlanWorld) -> None:
    """The acts refuse with the reason, the database refuses whoever writes."""
    plan = plans.plan()
    grant = plans.running(plan)
    approved, claimed = plans.approved(grant, MILLION), plans.claimed(grant, MILLION)
    plans.act(record_revocation, plan.pk, plans.notice(), NOT_CARRIED_OUT)
    later = plans.claimed(grant, MILLION)
    for payment in (claimed, later):
        with pytest.raises(Refused) as refusal:
            plans.act(check_payment, payment.pk, by="fukuda")
        assert [p.code for p in refusal.value.problems] == ["plan_hold"]
    with pytest.raises(Refused, match="認定取消し"):
        plans.act(instruct_bank, approved.pk, by="hashimoto")
    with pytest.raises(Refused):
        plans.act(approve_payment, claimed.pk, 1, plans.today, by="goto")
    with pytest.raises(DatabaseError, match="on hold"), transaction.atomic():
        Payment.objects.filter(pk=approved.pk).update(state="FILE_SENT")


def test_what_is_with_the_bank_already_is_confirmed(plans: PlanWorld) -> None:
    """The freeze does not change what happened before it."""
    plan = plans.plan()
    grant = plans.running(plan)
    sent = plans.approved(grant, MILLION)
    plans.act(instruct_bank, sent.pk, by="hashimoto")
    record = plans.act(record_revocation, plan.pk, plans.notice(), NOT_CARRIED_OUT)
    sent = again(sent)
    assert sent.state == PaymentState.FILE_SENT
    assert record.facts["withheld_yen"] == 0


def test_the_history_of_each_held_payment_says_so(plans: PlanWorld) -> None:
    plan = plans.plan()
    payment = plans.approved(plans.running(plan), MILLION)
    plans.act(record_revocation, plan.pk, plans.notice(), NOT_CARRIED_OUT)
    record = ActRecord.objects.filter(subject_id=payment.pk).latest("acted_at", "key")
    assert (record.act, record.facts["hold"]) == ("record_revocation", "REVOKED")


def test_the_company_and_the_deciders_are_told(plans: PlanWorld) -> None:
    plan = plans.plan()
    plans.act(record_revocation, plan.pk, plans.notice(), NOT_CARRIED_OUT)
    told = Notice.objects.filter(kind="plan_revoked", key__startswith=plans.run)
    assert told.filter(role="section_chief").count() == 1
    assert told.filter(person__isnull=False).count() == 2


def test_a_notice_without_reason_or_basis_is_refused_and_changes_nothing(plans: PlanWorld) -> None:
    plan = plans.plan()
    with pytest.raises(Refused) as refusal:
        plans.act(record_revocation, plan.pk, plans.notice(reason=" "), "12条")
    assert {p.code for p in refusal.value.problems} == {"reason", "basis"}
    plan = again(plan)
    assert plan.state == PlanState.CERTIFIED
    assert not PaymentHold.objects.filter(plan=plan).exists()
    assert not PlanNotice.objects.filter(plan=plan).exists()


def test_a_revoked_plan_is_not_revoked_again(plans: PlanWorld) -> None:
    plan = plans.plan()
    plans.act(record_revocation, plan.pk, plans.notice(), NOT_CARRIED_OUT)
    with pytest.raises(Refused) as refusal:
        plans.act(record_revocation, plan.pk, plans.notice(), NOT_CARRIED_OUT)
    assert [p.code for p in refusal.value.problems] == ["wrong_state"]
    assert PaymentHold.objects.filter(plan=plan).count() == 1


def test_eight_at_a_time_revoke_once(own_plans: PlanWorld) -> None:
    plan = own_plans.plan()
    outcomes: list[str] = []

    def revoke(n: int) -> None:
        try:
            notice = own_plans.notice()
            own_plans.act(record_revocation, plan.pk, notice, NOT_CARRIED_OUT, key=str(n))
            outcomes.append("done")
        except Refused as refusal:
            outcomes.append(refusal.problems[0].code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=revoke, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done"] + ["wrong_state"] * 7
    assert PaymentHold.objects.filter(plan=plan, ground=HoldGround.REVOKED).count() == 1


def test_a_payment_is_either_sent_before_or_held_after(own_plans: PlanWorld) -> None:
    """Revocation and instruction at the same moment: never a payment sent under the hold."""
    refusals: list[str] = []
    for n in range(4):
        plan = own_plans.plan()
        payment = own_plans.approved(own_plans.running(plan), MILLION)

        def revoke(pk: Plan = plan, n: int = n) -> None:
            own_plans.act(
                record_revocation, pk.pk, own_plans.notice(), NOT_CARRIED_OUT, key=f"r{n}"
            )
            connections.close_all()

        def send(pk: Payment = payment, n: int = n) -> None:
            try:
                own_plans.act(instruct_bank, pk.pk, by="hashimoto", key=f"s{n}")
            except Refused as refusal:
                refusals.append(refusal.problems[0].code)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=revoke), threading.Thread(target=send)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        payment = again(payment)
        record = ActRecord.objects.get(act="record_revocation", subject_id=plan.pk)
        held = record.facts["withheld_yen"]
        assert (payment.state, held) in {("APPROVED", MILLION), ("FILE_SENT", 0)}
    assert set(refusals) <= {"plan_hold"}


def test_a_plan_is_revoked_after_an_order_whose_grounds_were_decided(plans: PlanWorld) -> None:
    plan = plans.plan()
    grant = plans.running(plan)
    payment = plans.approved(grant, MILLION)
    by = "chiba"
    plans.act(record_change_order, plan.pk, plans.notice(), date(2023, 9, 29))
    plans.act(decide_revocation_ground, grant, NO_CANCELLATION, "変更を待つ。", by=by)
    plans.act(record_revocation, plan.pk, plans.notice(), NOT_CARRIED_OUT)
    assert again(plan).state == "REVOKED"
    assert PaymentHold.objects.filter(plan=plan, released_on__isnull=True).count() == 2
    assert payment not in ready_to_send(plan.segment)
    decisions = duties_of(plan, kind="GROUND_DECISION")
    assert sorted(d.status for d in decisions) == ["met", "open"]
    reader = Reader(plans.people[by], roles_of(plans.people[by], plans.now), plans.now)
    asked = [i.number for i in items_for(reader) if i.act == "decide_revocation_ground"]
    assert the_grant(grant).number in asked
    plans.act(decide_revocation_ground, grant, "ART17_1", "条件違反に当たる。", by=by)
    assert {d.status for d in duties_of(plan, kind="GROUND_DECISION")} == {"met"}
    (ordered,) = duties_of(plan.parties.get(), kind="PLAN_CHANGE_ORDER")
    assert ordered.status == "cancelled", "there is no plan left to be changed"
