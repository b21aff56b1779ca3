"""納期日の経過と督促 (適正化法19条2項, 20条): the due date passed with principal open.

Who: accounting_clerk
State: refund ORDERED, PART_PAID, OVERDUE → OVERDUE; every payment to the company is held
Ledger: none (延滞金 is booked when the principal is paid up)
Paper: 助成金返還督促状
Deadline: 督促, again every week; 時効の管理, anew from the first 督促
"""

from datetime import date, datetime
from uuid import UUID

from fund.money import format_yen
from grants.limitation import Claim, demand_again, problems_demanding_again
from grants.models import RefundOrder
from grants.write_offs import lost_yen, owed_yen
from workflow import notices
from workflow.act import act, lock
from workflow.advance import advance, record_act
from workflow.calendar import day_text, jst_day
from workflow.machines.refund import RefundState
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_overdue(order: RefundOrder, now: datetime) -> list[Problem]:
    """The due date itself is still in time: late is the day after it."""
    if jst_day(now) > order.due_on:
        return []
    return [
        Problem(
            "not_due",
            f"納期日（{day_text(order.due_on)}）を過ぎていません。",
            "翌日以後に行ってください。",
        )
    ]


def problems_demanded(order: RefundOrder, today: date) -> list[Problem]:
    """An order that is overdue is demanded again when the last 督促 says so, not before."""
    if order.state != RefundState.OVERDUE:
        return []
    return problems_demanding_again(order, Claim.PRINCIPAL, today)


@act
def mark_overdue(order_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Note that the order is overdue and demand payment."""
    order = lock(RefundOrder, order_id)
    refuse_if(problems_overdue(order, now) + problems_demanded(order, jst_day(now)))
    today = jst_day(now)
    open_yen = owed_yen(order)
    # What was written off is demanded like the rest, but bears no more charges.
    growing = "" if lost_yen(order) == open_yen else "延滞金が日々加算されます。"
    if order.state == RefundState.OVERDUE:
        record = record_act(order, source=order.state, target=order.state, open_yen=open_yen)
    else:
        record = advance(order, "to_overdue", open_yen=open_yen)
    demand_again(record, order, Claim.PRINCIPAL, today)
    notices.tell(
        notices.people_of(order.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_ACCOUNTANT),
        "refund_demanded",
        order,
        f"督促（{order.grant.number}）",
        f"返還金 {format_yen(open_yen)} が納期日 {day_text(order.due_on)} を過ぎて未納です。"
        f"{growing}完納まで助成金の支払を一時停止します（適正化法20条）。",
    )
    return record
