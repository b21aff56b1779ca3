"""請求の却下: a claim leaves the run for good."""

import pytest

from config.demo.office import MILLION
from fund.queries import head
from grants.acts.instruct_bank import instruct_bank
from grants.acts.propose_cancellation import CancellationProposal, propose_cancellation
from grants.acts.record_revocation import record_revocation
from grants.acts.refuse_payment import refuse_payment
from grants.case import in_flight_yen
from grants.holds import run_yen
from grants.refund_terms import Ground
from grants.revocation import NOT_CARRIED_OUT
from tests.deeds import Deed, deed
from tests.grants.plans import PlanWorld, again, the_grant
from tests.grants.stage import StagedWorld
from workflow.machines.payment import PaymentState
from workflow.problems import Refused


def lawful(world: StagedWorld) -> Deed:
    """A claim made in error."""
    return deed(refuse_payment, world.case("claimed").payment, "請求の誤り。")


def test_a_held_claim_is_refused_so_that_the_decision_can_be_cancelled(plans: PlanWorld) -> None:
    plan = plans.plan()
    grant = plans.running(plan)
    payment = plans.approved(grant, 30 * MILLION)
    plans.act(record_revocation, plan.pk, plans.notice(), NOT_CARRIED_OUT)
    given = CancellationProposal(Ground.ART17_1, True, 600 * MILLION, "認定が取り消されたため。")
    with pytest.raises(Refused, match="支払手続中"):
        plans.act(propose_cancellation, grant, given)
    seq = head(plans.segment).seq
    plans.act(refuse_payment, payment.pk, "認定が取り消されたため。", by="goto")
    assert again(payment).state == PaymentState.REFUSED
    assert in_flight_yen(the_grant(grant)) == 0
    assert head(plans.segment).seq == seq
    plans.act(propose_cancellation, grant, given)


def test_a_refused_claim_leaves_the_run(plans: PlanWorld) -> None:
    payment = plans.approved(plans.running(plans.plan()), MILLION)
    before = run_yen(plans.segment)
    plans.act(refuse_payment, payment.pk, "請求の誤り。", by="goto")
    assert run_yen(plans.segment) == before - MILLION


def test_what_is_with_the_bank_cannot_be_refused(plans: PlanWorld) -> None:
    payment = plans.approved(plans.running(plans.plan()), MILLION)
    plans.act(instruct_bank, payment.pk, by="hashimoto")
    with pytest.raises(Refused) as refusal:
        plans.act(refuse_payment, payment.pk, "請求の誤り。", by="goto")
    assert [p.code for p in refusal.value.problems] == ["wrong_state"]


def test_a_refusal_has_a_reason(plans: PlanWorld) -> None:
    payment = plans.claimed(plans.running(plans.plan()), MILLION)
    with pytest.raises(Refused):
        plans.act(refuse_payment, payment.pk, " ", by="goto")
    assert again(payment).state == PaymentState.REQUESTED
