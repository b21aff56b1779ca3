"""強制徴収 (適正化法21条): collected like national taxes in arrears.

Who: executive
State: refund PART_PAID, OVERDUE, CHARGES_BILLED → COMPULSORY
Ledger: none
Paper: 強制徴収着手通知書
Deadline: 時効の管理 goes on
"""

from datetime import datetime
from uuid import UUID

from grants.acts.return_application import problems_returning
from grants.limitation import claim_of, payable_until, was_demanded
from grants.models import RefundOrder
from workflow import notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_collecting(order: RefundOrder, now: datetime) -> list[Problem]:
    """Compulsion needs the claim's own date to have passed, and a 督促 of that claim."""
    claim = claim_of(order)
    until = payable_until(order, claim)
    if jst_day(now) <= until:
        return [
            Problem(
                "not_due",
                f"{claim.label}の納期日（{day_text(until)}）を過ぎていません。",
                "納期日の経過と督促の後に行います。",
            )
        ]
    if was_demanded(order, claim):
        return []
    return [
        Problem(
            "not_demanded",
            f"{claim.label}を督促していません（国税通則法37条・国税徴収法47条の例）。",
            "先に督促してください。",
        )
    ]


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
