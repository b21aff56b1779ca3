"""加算金・延滞金の督促 (適正化法21条, 国税通則法37条の例): charges not paid by their own date.

Who: accounting_clerk
State: — (refund CHARGES_BILLED)
Ledger: none
Paper: 加算金・延滞金督促状
Deadline: 加算金・延滞金の督促, again every week; 時効の管理, anew from the first 督促
"""

from datetime import date, datetime
from uuid import UUID

from fund.money import format_yen
from grants.limitation import Claim, demand_again, payable_until, problems_demanding_again
from grants.models import RefundOrder
from grants.refund_case import open_charges
from workflow import notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import day_text, jst_day
from workflow.machines.refund import RefundState
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_demanding_charges(order: RefundOrder, today: date) -> list[Problem]:
    """Charges are demanded once billed, from the day after their date, every week."""
    if order.state != RefundState.CHARGES_BILLED:
        return [
            Problem(
                "wrong_state",
                f"返還命令は「{order.get_state_display()}」です。",
                "加算金・延滞金の納付を通知した返還命令に限ります。",
            )
        ]
    until = payable_until(order, Claim.CHARGES)
    if today <= until:
        return [
            Problem(
                "not_due",
                f"納付期限（{day_text(until)}）を過ぎていません。",
                "翌日以後に行ってください。",
            )
        ]
    return problems_demanding_again(order, Claim.CHARGES, today)


@act
def demand_charges(order_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Demand what is open of the charges."""
    order, today = lock(RefundOrder, order_id), jst_day(now)
    refuse_if(problems_demanding_charges(order, today))
    surcharge, late = open_charges(order)
    until = payable_until(order, Claim.CHARGES)
    record = record_act(
        order, source=order.state, target=order.state, surcharge_yen=surcharge, late_yen=late,
        due_on=until.isoformat(),
    )  # fmt: skip
    demand_again(record, order, Claim.CHARGES, today)
    notices.tell(
        notices.people_of(order.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_ACCOUNTANT),
        "charges_demanded",
        order,
        f"加算金・延滞金の督促（{order.grant.number}）",
        f"加算金 {format_yen(surcharge)}、延滞金 {format_yen(late)} が納付期限 {day_text(until)} を"
        "過ぎて未納です。直ちに納付してください（適正化法21条）。",
    )
    return record
