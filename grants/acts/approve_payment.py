"""支払の決定: another person approves what the clerk put up.

Who: accounting_approver
State: payment CHECKED → APPROVED
Ledger: none (money is booked on the bank's date)
Paper: 支払決議書
Deadline: none
"""

from datetime import date, datetime
from uuid import UUID

from fund.seal_delay import problems_of_delay, seal_delay
from grants.acts.check_payment import DOCUMENT
from grants.holds import problems_held
from grants.models import Grant, Payment, RefundOrder
from workflow.act import act, lock
from workflow.advance import advance
from workflow.approvals import approve, pending_draft
from workflow.calendar import jst_day, wareki
from workflow.law import banking_days
from workflow.machines.grant import GrantState
from workflow.machines.refund import UNPAID
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

STOPPED = {GrantState.SUSPENDED, GrantState.CANCELLED, GrantState.WITHDRAWN}


def problems_paying(grant: Grant, pay_on: date, today: date, *, is_by_bank: bool) -> list[Problem]:
    """Every reason why this case may not be paid on that day.

    An overdue refund stops money at the bank's door, not the approval: what is approved may
    still be set off (20条).
    """
    problems = problems_held(grant)
    owing = RefundOrder.objects.filter(
        organisation=grant.organisation, due_on__lt=today, state__in=UNPAID
    )
    if is_by_bank and owing.exists():
        problems.append(
            Problem(
                "refund_hold",
                "この事業者に納期日を過ぎた返還命令があるため、支払を一時停止しています（20条）。",
                "完納を待つか、相殺してください。",
            )
        )
    if grant.state in STOPPED:
        problems.append(
            Problem(
                "stopped",
                f"案件が「{grant.get_state_display()}」のため、支払えません。",
                "一時停止の解除を待つか、請求を却下してください。",
            )
        )
    if pay_on < today:
        problems.append(
            Problem(
                "pay_on", "支払予定日が過去の日です。", "本日以後の日にしてください。", "pay_on"
            )
        )
    return problems


def problems_at_the_bank(pay_on: date) -> list[Problem]:
    """Why no bank pays on that day: a weekend, a holiday, the turn of the year."""
    banks = banking_days()
    if banks.is_open(pay_on):
        return []
    return [
        Problem(
            "bank_closed",
            f"支払予定日は銀行の休業日です（{banks.why_closed(pay_on)}）。",
            f"次の銀行営業日は{wareki(banks.next_open(pay_on))}です。",
            "pay_on",
        )
    ]


@act
def approve_payment(
    payment_id: UUID, version: int, pay_on: date, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Approve the payment read in this version, to be paid on a day."""
    payment = lock(Payment, payment_id)
    grant = lock(Grant, payment.grant_id)
    problems = problems_paying(grant, pay_on, jst_day(now), is_by_bank=False)
    problems += problems_at_the_bank(pay_on)
    refuse_if(problems + problems_of_delay(seal_delay(grant.plan.segment, jst_day(now))))
    approve(pending_draft(DOCUMENT, payment.pk), version)
    payment.approved_by, payment.pay_on = actor, pay_on
    return advance(
        payment, "to_approved", columns=("approved_by", "pay_on"), amount_yen=payment.amount_yen
    )
