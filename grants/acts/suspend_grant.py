"""一時停止命令 (適正化法13条2項, 施行令7条): the compliance order was not obeyed.

Who: executive
State: RUNNING, PARTLY_CANCELLED → SUSPENDED (payments stop)
Ledger: none
Paper: 助成事業一時停止命令書 (names the remedy date and warns of cancellation under 17条1項)
Deadline: 是正の期限; 一時停止命令の要否の判断 met
"""

from datetime import date, datetime
from uuid import UUID

from grants.acts.order_compliance import problems_ordering, write_order
from grants.late_measures import SUSPENSION, answer, problems_in_state, problems_suspending
from grants.models import Grant
from grants.models.carrying import OrderKind
from workflow.act import act, lock
from workflow.advance import advance
from workflow.approvals import approve, pending_draft
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import refuse_if


@act
def suspend_grant(
    grant_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Stop the project as put up, and warn of the cancellation failing a remedy."""
    grant, today = lock(Grant, grant_id), jst_day(now)
    draft = pending_draft(SUSPENSION.document, grant.pk)
    content = draft.content
    reason, demand = content["reason"], content["demand"]
    remedy_due_on = date.fromisoformat(content["remedy_due_on"])
    problems = problems_in_state(grant, SUSPENSION) or problems_suspending(grant, today)
    refuse_if(problems_ordering(reason, demand, remedy_due_on, today) + problems)
    approve(draft, version)
    record = advance(grant, "to_suspended", reason=reason, remedy_due_on=remedy_due_on)
    warning = f"{demand}\n期限までに是正されないときは、17条1項により交付決定を取り消します。"
    write_order(record, grant, OrderKind.SUSPENSION, reason, warning, remedy_due_on)
    answer(record, content)
    return record
