"""決裁の差戻し: the decider returns the draft decision to the officer, with the reason.

Who: section_chief, department_director, executive
State: APPROVAL → UNDER_REVIEW
Ledger: none
Paper: none
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.acts.examine_application import DOCUMENT
from grants.acts.return_application import problems_returning
from grants.models import Grant
from workflow import notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.approvals import pending_draft, send_back
from workflow.models import ActRecord, Person
from workflow.problems import refuse_if


@act
def send_back_decision(
    grant_id: UUID, version: int, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Return the draft; the review goes on."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_returning(reason, "差戻しの理由"))
    draft = pending_draft(DOCUMENT, grant.pk)
    send_back(draft, version, reason=reason)
    record = advance(grant, "to_sent_back", reason=reason)
    notices.tell(
        [draft.drafted_by], "decision_sent_back", grant, f"決裁の差戻し（{grant.number}）", reason
    )
    return record
