"""廃止の承認 (適正化法7条1項4号): the project is given up; what was done is reported and fixed.

Who: department_director, executive
State: RUNNING, SUSPENDED, PARTLY_CANCELLED → ABOLISHED
Ledger: none (額の確定 releases what was not used)
Paper: 助成事業廃止承認通知書
Deadline: 実績報告 (14条), from the day of abolition; 届出・申請の処理 met
"""

from datetime import date, datetime
from uuid import UUID

from grants.acts.propose_abolition import DOCUMENT, problems_abolishing
from grants.models import Grant
from grants.series import owe_completion
from grants.submissions import OUTLIVING, take_up
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.approvals import approve, pending_draft
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import refuse_if


@act
def approve_abolition(
    grant_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Approve the abolition read in this version; the completion report is due from its day."""
    grant = lock(Grant, grant_id)
    draft = pending_draft(DOCUMENT, grant.pk)
    abolished_on = date.fromisoformat(draft.content["abolished_on"])
    refuse_if(problems_abolishing(grant, abolished_on, jst_day(now)))
    approve(draft, version)
    record = advance(
        grant, "to_abolished", reason=draft.content["reason"], abolished_on=abolished_on
    )
    take_up(record, grant, "ABOLITION")
    duties.cancel_all_but(record, grant, OUTLIVING)
    owe_completion(record, grant, "実績報告（廃止）", abolished_on)
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_WRITER),
        "abolition_approved",
        grant,
        f"廃止の承認（{grant.number}）",
        f"{day_text(abolished_on)} の廃止を承認しました。実績報告を提出してください。",
    )
    return record
