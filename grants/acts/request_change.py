"""計画変更の承認申請 (適正化法7条1項1号・3号): the company asks before it changes anything.

Who: recipient_releaser
State: — (RUNNING, PARTLY_CANCELLED)
Ledger: none
Paper: none (the request is the company's own)
Deadline: 計画変更の承認申請の処理 (標準処理期間)
"""

from datetime import datetime
from uuid import UUID

from grants.acts.propose_change import REQUEST, ChangeProposal, problems_changing
from grants.models import ChangeRequest, Grant
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.law import article_of, due_on
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_requesting(grant: Grant) -> list[Problem]:
    """One request waits at a time; an answer comes before the next."""
    if REQUEST not in duties.open_kinds(grant):
        return []
    return [
        Problem("waiting", "先の変更承認申請を処理しています。", "担当者の起案を待ってください。")
    ]


@act
def request_change(
    grant_id: UUID, given: ChangeProposal, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Receive the request: the recorded moment is its arrival. Nothing changes by it."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_changing(grant, list(grant.lines.all()), given) + problems_requesting(grant))
    request = ChangeRequest.objects.create(
        grant=grant, organisation=grant.organisation, number=grant.change_requests.count() + 1,
        purpose=given.purpose, ends_on=given.ends_on, eligible_yen=list(given.eligible_yen),
        reason=given.reason, filed_at=now,
    )  # fmt: skip
    record = record_act(grant, reason=given.reason, request=request.number)
    duties.owe(
        record, grant, REQUEST, f"計画変更の承認申請の処理（第{request.number}回）",
        due_on("standard_processing", jst_day(now), grant.rules_on),
        article=article_of("standard_processing", grant.rules_on), period_key=str(request.number),
    )  # fmt: skip
    notices.tell_role(
        Role.CASE_OFFICER, "change_requested", grant, f"計画変更の申請（{grant.number}）",
        given.reason,
    )  # fmt: skip
    return record
