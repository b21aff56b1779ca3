"""強制徴収 (適正化法21条): collected like national taxes in arrears.

Who: executive
State: refund PART_PAID, OVERDUE, CHARGES_BILLED → COMPULSORY
Ledger: none
Paper: 差押関係書
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.acts.return_application import problems_returning
from grants.models import RefundOrder
from workflow import notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_collecting(order: RefundOrder, now: datetime) -> list[Problem]:
    """Compulsion needs a due date that has passed."""
    if jst_day(now) > order.due_on:
        return []
    return [Problem("not_due", "納期日を過ぎていません。", "納期日の経過と督促の後に行います。")]


@act
def begin_compulsory_collection(
    order_id: UUID, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Record that compulsory collection began, and why."""
    order = lock(RefundOrder, order_id)
    refuse_if(problems_returning(reason, "強制徴収の理由") + problems_collecting(order, now))
    record = advance(order, "to_compulsory", reason=reason)
    notices.tell(
        notices.people_of(order.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_ACCOUNTANT),
        "compulsory_collection",
        order,
        f"強制徴収の開始（{order.grant.number}）",
        reason,
    )
    return record
