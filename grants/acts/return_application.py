"""補正の依頼: an application goes back to the company, with the reason.

Who: case_officer
State: SUBMITTED, UNDER_REVIEW → RETURNED
Ledger: none
Paper: 交付申請補正依頼書
Deadline: none (the processing clock stops)
"""

from datetime import datetime
from uuid import UUID

from grants.models import Grant
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_returning(reason: str, what: str = "補正を求める理由") -> list[Problem]:
    """A company can only mend what it is told. what: which reason is missing."""
    if reason.strip():
        return []
    return [Problem("no_reason", f"{what}がありません。", "理由を記入してください。", "reason")]


@act
def return_application(
    grant_id: UUID, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Give the application back for repair."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_returning(reason))
    record = advance(grant, "to_returned", reason=reason)
    duties.cancel_open(record, grant, "PROCESSING")
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER),
        "application_returned",
        grant,
        f"交付申請の補正のお願い（{grant.number}）",
        reason,
    )
    return record
