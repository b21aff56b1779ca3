"""不交付の決定 (適正化法6条1項): the application is refused, with the reason.

Who: section_chief, department_director, executive
State: UNDER_REVIEW, APPROVAL → REJECTED
Ledger: none
Paper: 助成金不交付決定通知書
Deadline: 標準処理期間 met
"""

from datetime import datetime
from uuid import UUID

from grants.acts.return_application import problems_returning
from grants.models import Grant
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.authority import problems_of_same_person
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import refuse_if


@act
def reject_application(
    grant_id: UUID, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Refuse the grant; the decider is not the officer who reviewed it."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_returning(reason, "不交付の理由"))
    if grant.officer is not None:
        refuse_if(problems_of_same_person(actor, grant.officer, "審査"))
    record = advance(grant, "to_rejected", reason=reason)
    duties.meet(record, grant, "PROCESSING", jst_day(now))
    duties.cancel_open(record, grant)
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER),
        "application_rejected",
        grant,
        f"不交付決定のお知らせ（{grant.number}）",
        reason,
    )
    return record
