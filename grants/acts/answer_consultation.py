"""事前相談の回答の記録 (取組方針3章6節(3)(エ)): METI's answer ends the wait, or keeps the hold.

Who: case_officer
State: consultation OPEN → CLEARED, CONDITIONAL or OBJECTED; the hold ends unless METI objects
Ledger: none
Paper: 事前相談回答通知書
Deadline: 経済産業省の回答の確認 met
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from grants.acts.file_core_technology_consultation import WATCH
from grants.holds import release
from grants.models import CoreTechnologyConsultation, PaymentHold
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import jst_day
from workflow.machines.consultation import ConsultationState
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if

MOVES = {
    ConsultationState.CLEARED.value: "to_cleared",
    ConsultationState.CONDITIONAL.value: "to_conditional",
    ConsultationState.OBJECTED.value: "to_objected",
}


@dataclass(frozen=True)
class Answer:
    """METI's answer. outcome: CLEARED, CONDITIONAL or OBJECTED; reference: its paper's number."""

    outcome: str
    reference: str
    answered_on: date
    text: str


def problems_answering(
    consultation: CoreTechnologyConsultation, given: Answer, today: date
) -> list[Problem]:
    """Every reason why this is no answer to the consultation."""
    problems = []
    if given.outcome not in MOVES:
        problems.append(
            Problem("outcome", "回答の区分を選びます。", "選び直してください。", "outcome")
        )
    if not given.reference.strip() or not given.text.strip():
        problems.append(
            Problem(
                "missing", "回答文書の番号と内容が必要です。", "記入してください。", "reference"
            )
        )
    if not jst_day(consultation.filed_at) <= given.answered_on <= today:
        problems.append(
            Problem(
                "answered_on",
                "回答日は相談の到達から本日までの日です。",
                "確認してください。",
                "answered_on",
            )
        )
    return problems


@act
def answer_consultation(
    consultation_id: UUID, given: Answer, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Record METI's answer. An objection keeps the payments held: somebody must decide on."""
    consultation = lock(CoreTechnologyConsultation, consultation_id)
    today = jst_day(now)
    refuse_if(problems_answering(consultation, given, today))
    consultation.answer_reference, consultation.answered_on = given.reference, given.answered_on
    consultation.answer, consultation.recorded_by = given.text, actor
    record = advance(
        consultation,
        MOVES[given.outcome],
        columns=("answer_reference", "answered_on", "answer", "recorded_by"),
        reference=given.reference,
    )
    duties.meet(record, consultation, WATCH, today)
    if given.outcome != ConsultationState.OBJECTED:
        for hold in PaymentHold.objects.filter(source_id=consultation.pk, released_on__isnull=True):
            release(hold, f"事前相談の回答 {given.reference}")
    notices.tell(
        notices.people_of(
            consultation.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_WRITER
        ),
        "consultation_answered",
        consultation,
        f"事前相談の回答（{consultation.get_state_display()}）",
        given.text,
    )
    return record
