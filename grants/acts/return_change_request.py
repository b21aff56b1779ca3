"""計画変更の承認申請の返付 (適正化法7条1項1号・3号): it is not put up; the company is told why.

Who: case_officer
State: —
Ledger: none
Paper: none (the company is told the reasons)
Deadline: 計画変更の承認申請の処理 met
"""

from datetime import datetime
from uuid import UUID

from grants.acts.propose_change import DOCUMENT, REQUEST
from grants.acts.return_application import problems_returning
from grants.models import ChangeRequest, Grant
from workflow import duties, notices
from workflow.act import act, find, lock
from workflow.advance import record_act
from workflow.approvals import pending_documents
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def waits(request: ChangeRequest) -> bool:
    """Whether NEDO still owes the company an answer to it."""
    return REQUEST in duties.open_kinds(request.grant, period_key=str(request.number))


def problems_returning_request(request: ChangeRequest) -> list[Problem]:
    """It is answered once, and not while what it asks for waits for a decision."""
    if not waits(request):
        return [Problem("answered", "この申請は処理済みです。", "画面を開き直してください。")]
    if DOCUMENT not in pending_documents(request.grant_id):
        return []
    return [
        Problem(
            "put_up", "計画変更の起案が決裁を待っています。",
            "承認しないときは、起案を差し戻した後に返付してください。",
        )
    ]  # fmt: skip


@act
def return_change_request(
    request_id: UUID, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Send it back; the case stays as it is, and the company may ask anew."""
    request = find(ChangeRequest, request_id)
    grant = lock(Grant, request.grant_id)
    refuse_if(problems_returning(reason, "返付の理由") + problems_returning_request(request))
    record = record_act(grant, reason=reason, request=request.number)
    duties.meet(record, grant, REQUEST, jst_day(now), period_key=str(request.number))
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_WRITER),
        "change_request_returned",
        grant,
        f"計画変更の承認申請の返付（{grant.number}）",
        reason,
    )
    return record
