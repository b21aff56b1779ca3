"""遂行命令の案の取下げ (適正化法13条1項): what was drafted is not ordered, and why.

Who: case_officer, deadline_keeper
State: —
Ledger: none
Paper: none
Deadline: 遂行命令の要否の判断 met; ended where the report is late no more
"""

from datetime import datetime
from uuid import UUID

from grants.acts.return_application import problems_returning
from grants.compliance_drafts import KIND, draft_behind, is_needless
from reports.late import is_answered_now
from workflow import duties
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.models import ActRecord, Obligation, Person
from workflow.problems import Problem, refuse_if


def problems_ending(duty: Obligation, reason: str) -> list[Problem]:
    """A draft that waits is ended, once, with a reason."""
    problems = problems_returning(reason)
    if duty.kind != KIND or duty.status != Obligation.Status.OPEN:
        problems.append(
            Problem("no_draft", "判断を待つ遂行命令の案がありません。", "案件を確認してください。")
        )
    return problems


@act
def end_compliance_draft(
    duty_id: UUID, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """End the draft without an order."""
    duty = lock(Obligation, duty_id)
    refuse_if(problems_ending(duty, reason))
    draft = draft_behind(duty)
    record = record_act(draft.late, reason=reason)
    if is_needless(draft) or is_answered_now(draft.late):
        duties.cancel_one(record, duty)
    else:
        duties.meet_one(record, duty, jst_day(now))
    return record
