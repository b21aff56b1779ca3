"""期限延長の承認・不承認 (適正化法7条1項5号・12条・14条): NEDO answers the wish, once.

Who: section_chief, department_director, executive
State: —
Ledger: none
Paper: 期限延長回答書
Deadline: re-dated when granted: the old row stays, superseded; lateness is judged on the new date
"""

from datetime import date, datetime
from uuid import UUID

from grants.holds import lift_late_report
from reports.acts.request_extension import problems_extending
from reports.models import Report
from reports.report_kinds import REPAIR
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import Due, day_text, jst_day
from workflow.models import ActRecord, Extension, Obligation, Person, Role
from workflow.problems import Problem, refuse_if

Answer = Extension.Outcome


def problems_answering(
    extension: Extension, duty: Obligation, granted_on: date | None, answer: str, today: date
) -> list[Problem]:
    """A wish is answered once, with reasons; a refusal needs no day."""
    problems = []
    if extension.outcome != Answer.PENDING:
        problems.append(Problem("decided", "回答済みの申請です。", "画面を開き直してください。"))
    if not answer.strip():
        problems.append(
            Problem("answer", "回答の理由がありません。", "理由を記入してください。", "answer")
        )
    if granted_on is not None:
        problems += problems_extending(duty, granted_on, today)
    return problems


@act
def decide_extension(
    extension_id: UUID,
    granted_on: date | None,
    answer: str,
    *,
    actor: Person,
    now: datetime,
    key: str,
) -> ActRecord:
    """Put the date off to a day, or (None) leave it; payments held for the lateness go on."""
    extension = lock(Extension, extension_id)
    duty = lock(Obligation, extension.duty_id)
    refuse_if(problems_answering(extension, duty, granted_on, answer, jst_day(now)))
    extension.outcome = Answer.GRANTED if granted_on else Answer.REFUSED
    extension.granted_on, extension.answer = granted_on, answer
    extension.decided_by, extension.decided_at = actor, now
    extension.save()
    record = record_act(
        extension, target=extension.outcome, reason=answer, due_on=duty.due_on,
        granted_on=granted_on or "",
    )  # fmt: skip
    if granted_on is not None:
        due = Due(granted_on, duty.base_on, f"延長の承認（{day_text(jst_day(now))}）による期限", "")
        duties.redate(record, duty, due)
        if duty.kind == REPAIR:
            Report.objects.filter(pk=duty.subject_id).update(repair_until=granted_on)
        lift_late_report(duty, f"期限を {day_text(granted_on)} に延長したため。")
    text = (
        f"新しい期限 {day_text(granted_on)}。"
        if granted_on
        else f"期限は {day_text(duty.due_on)} のままです。"
    )
    notices.tell(
        notices.people_of(extension.organisation, Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER),
        "extension_decided", extension, f"期限延長の申請への回答（{duty.title}）",
        f"{extension.get_outcome_display()}。{text}理由: {answer}",
    )  # fmt: skip
    return record
