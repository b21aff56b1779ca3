"""届出・申請の返付 (適正化法7条1項・9条1項・19条3項): sent back with reasons; it counts no more.

Who: case_officer
State: —
Ledger: none
Paper: none (the company is told the reasons)
Deadline: 届出・申請の処理 met
"""

from datetime import datetime
from uuid import UUID

from grants.acts.return_application import problems_returning
from grants.models import Submission
from grants.models.submission import SubmissionOutcome
from grants.submissions import KINDS, answer, is_put_up
from workflow import notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_answered(submission: Submission) -> list[Problem]:
    """It is answered once, and not while a draft that answers it waits for a decision."""
    if submission.outcome:
        return [Problem("answered", "この届出・申請は処理済みです。", "画面を開き直してください。")]
    if not is_put_up(submission):
        return []
    return [
        Problem(
            "put_up", "この申請についての起案が決裁を待っています。",
            "承認しないときは、起案を差し戻した後に返付してください。",
        )
    ]  # fmt: skip


@act
def return_submission(
    submission_id: UUID, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Send it back; the company may file another."""
    submission = lock(Submission, submission_id)
    refuse_if(problems_returning(reason, "返付の理由") + problems_answered(submission))
    grant, kind = submission.grant, KINDS[submission.kind]
    record = record_act(grant, reason=reason, submission=submission.kind, number=submission.number)
    answer(record, submission, SubmissionOutcome.RETURNED, reason)
    notices.tell(
        notices.people_of(submission.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_WRITER),
        "submission_returned",
        grant,
        f"{kind.title}の返付（{grant.number}）",
        reason,
    )
    return record
