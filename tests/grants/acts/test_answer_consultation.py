"""事前相談の回答: METI's answer ends the wait, or keeps the hold."""

from datetime import date

import pytest

from config.demo.office import MILLION
from grants.acts.answer_consultation import Answer, answer_consultation
from grants.acts.file_core_technology_consultation import file_core_technology_consultation
from grants.acts.instruct_bank import instruct_bank
from grants.acts.release_hold import release_hold
from grants.models import CoreTechnologyConsultation, PaymentHold
from tests.deeds import Deed, deed
from tests.grants.acts.test_file_core_technology_consultation import filed, paper
from tests.grants.plans import PlanWorld, again, duties_of
from tests.grants.stage import StagedWorld
from workflow.models import Notice
from workflow.problems import Refused


def lawful(world: StagedWorld) -> Deed:
    """METI has nothing against the conduct."""
    plan = world.case("RUNNING").grant.plan
    given = paper(date(2030, 4, 1), was_asked_by_meti=True)
    record = world.do(file_core_technology_consultation, plan.pk, world.company.organisation, given)
    found = Answer("CLEARED", "製局第9号", world.today, "差し支えない。")
    return deed(answer_consultation, record.subject_id, found)


def opened(plans: PlanWorld) -> CoreTechnologyConsultation:
    """A consultation filed today."""
    record = filed(plans, plans.plan(), paper(date(2025, 4, 1), was_asked_by_meti=True))
    return CoreTechnologyConsultation.objects.get(pk=record.subject_id)


def answer(plans: PlanWorld, outcome: str) -> Answer:
    """METI's answer of today."""
    return Answer(outcome, "20230616製局第9号", plans.today, "差し支えない。")


@pytest.mark.parametrize("outcome", ["CLEARED", "CONDITIONAL"])
def test_an_answer_that_lets_it_pass_lifts_the_hold(plans: PlanWorld, outcome: str) -> None:
    consultation = opened(plans)
    payment = plans.approved(plans.running(plans.plan()), MILLION)
    plans.act(answer_consultation, consultation.pk, answer(plans, outcome))
    assert again(consultation).state == outcome
    assert PaymentHold.objects.get(source_id=consultation.pk).released_on == plans.today
    assert [d.status for d in duties_of(consultation)] == ["met"]
    assert Notice.objects.filter(kind="consultation_answered", subject_id=consultation.pk).exists()
    plans.act(instruct_bank, payment.pk, by="hashimoto")


def test_an_objection_keeps_the_hold_until_somebody_lifts_it(plans: PlanWorld) -> None:
    consultation = opened(plans)
    hold = PaymentHold.objects.get(source_id=consultation.pk)
    with pytest.raises(Refused, match="回答を待っています"):
        plans.act(release_hold, hold.pk, "支払を続ける。", by="chiba")
    plans.act(answer_consultation, consultation.pk, answer(plans, "OBJECTED"))
    assert again(hold).released_on is None
    plans.act(release_hold, hold.pk, "行為の中止を確認した。", by="chiba")
    assert again(hold).released_on == plans.today


def test_meti_answers_once(plans: PlanWorld) -> None:
    consultation = opened(plans)
    plans.act(answer_consultation, consultation.pk, answer(plans, "CLEARED"))
    with pytest.raises(Refused) as refusal:
        plans.act(answer_consultation, consultation.pk, answer(plans, "OBJECTED"))
    assert [p.code for p in refusal.value.problems] == ["wrong_state"]


def test_an_answer_has_outcome_number_text_and_day(plans: PlanWorld) -> None:
    consultation = opened(plans)
    with pytest.raises(Refused) as refusal:
        plans.act(answer_consultation, consultation.pk, Answer("OPEN", "", date(2023, 1, 1), ""))
    assert {p.code for p in refusal.value.problems} == {"outcome", "missing", "answered_on"}
    assert again(consultation).state == "OPEN"
