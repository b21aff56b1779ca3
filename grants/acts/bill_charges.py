"""加算金・延滞金の納付通知 (適正化法19条): the charges, final since the principal was paid up.

Who: accounting_approver
State: refund PRINCIPAL_PAID → CHARGES_BILLED
Ledger: none (JE18 was booked when the principal was paid up)
Paper: 加算金・延滞金納付通知書 (with the worksheet)
Deadline: 加算金等の納付期限; 時効の管理
"""

from datetime import datetime
from uuid import UUID

from fund.money import format_yen
from grants.limitation import Claim, watch
from grants.models import RefundOrder
from grants.refund_case import open_charges
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import day_text, jst_day
from workflow.law import article_of, due_on
from workflow.models import ActRecord, Person, Role


@act
def bill_charges(order_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Tell the company what it still owes besides the principal, and by when."""
    order = lock(RefundOrder, order_id)
    order.billed_on = jst_day(now)
    surcharge, late = open_charges(order)
    record = advance(
        order,
        "to_charges_billed",
        columns=("billed_on",),
        surcharge_yen=order.surcharge_yen or 0,
        late_yen=order.late_yen or 0,
        open_yen=surcharge + late,
    )
    due = due_on("charges_due", jst_day(now), order.ordered_on)
    duties.owe(
        record,
        order,
        "CHARGES",
        "加算金・延滞金の納付",
        due,
        article=article_of("charges_due", order.ordered_on),
    )
    watch(record, order, Claim.CHARGES, due.due_on)
    notices.tell(
        notices.people_of(order.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_ACCOUNTANT),
        "charges_billed",
        order,
        f"加算金・延滞金の納付通知（{order.grant.number}）",
        f"加算金 {format_yen(surcharge)}、延滞金 {format_yen(late)} を "
        f"{day_text(due.due_on)} までに納付してください。",
    )
    return record
