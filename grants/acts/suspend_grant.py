"""一時停止命令 (適正化法13条2項, 施行令7条): the compliance order was not obeyed.

Who: executive
State: RUNNING → SUSPENDED (payments stop)
Ledger: none
Paper: 助成事業一時停止命令書 (names the remedy date and warns of cancellation under 17条1項)
Deadline: 是正の期限
"""

from datetime import date, datetime
from uuid import UUID

from grants.acts.order_compliance import problems_ordering, write_order
from grants.models import Grant
from grants.models.carrying import OrderKind
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_suspending(grant: Grant, today: date) -> list[Problem]:
    """A compliance order must have been given and its date have passed unheeded."""
    last = grant.orders.filter(kind=OrderKind.COMPLIANCE).order_by("-ordered_on").first()
    if last is not None and last.remedy_due_on < today:
        return []
    return [
        Problem(
            "no_breach",
            "遂行命令の期限が過ぎていません。",
            "先に遂行命令を出し、その期限の経過を待ってください。",
        )
    ]


@act
def suspend_grant(
    grant_id: UUID,
    reason: str,
    demand: str,
    remedy_due_on: date,
    *,
    actor: Person,
    now: datetime,
    key: str,
) -> ActRecord:
    """Stop the project and warn that the decision will be cancelled failing a remedy."""
    grant = lock(Grant, grant_id)
    today = jst_day(now)
    refuse_if(
        problems_ordering(reason, demand, remedy_due_on, today) + problems_suspending(grant, today)
    )
    record = advance(grant, "to_suspended", reason=reason, remedy_due_on=remedy_due_on)
    warning = f"{demand}\n期限までに是正されないときは、17条1項により交付決定を取り消します。"
    write_order(record, grant, OrderKind.SUSPENSION, reason, warning, remedy_due_on)
    return record
