"""過誤納金の還付: another person approves, on the bank's date the money is booked out.

Who: accounting_approver
State: —
Ledger: 2204 / 1101 on the value date
Paper: 過誤納金還付通知書
Deadline: none
"""

from datetime import date, datetime
from uuid import UUID

from fund import ledger
from fund.bank_lines import places_of
from fund.entries import overpayment_return_entry
from fund.money import format_yen
from grants.acts.propose_overpayment_return import DOCUMENT, problems_returning_overpayment
from grants.case import books_of
from grants.models import OverpaymentReturn, RefundReceipt
from workflow import notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import approve, pending_draft
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_with_bank_line(
    receipt: RefundReceipt, value_on: date, bank_reference: str, today: date
) -> list[Problem]:
    """The bank's line that shows the money went out."""
    if not receipt.received_on <= value_on <= today or not bank_reference.strip():
        return [
            Problem(
                "bank_line",
                "還付日又は照会番号が正しくありません。",
                "銀行の明細を確認してください。",
            )
        ]
    if places := "、".join(places_of(bank_reference)):
        return [
            Problem(
                "line_used",
                f"この銀行明細は記帳済みです: {places}。",
                "照会番号を確認してください。",
                "bank_reference",
            )
        ]
    return []


@act
def return_overpayment(
    receipt_id: UUID,
    version: int,
    value_on: date,
    bank_reference: str,
    *,
    actor: Person,
    now: datetime,
    key: str,
) -> ActRecord:
    """Approve the repayment and book it."""
    receipt = lock(RefundReceipt, receipt_id)
    grant = receipt.order.grant
    problems = problems_with_bank_line(receipt, value_on, bank_reference, jst_day(now))
    refuse_if(problems_returning_overpayment(receipt) + problems)
    draft = pending_draft(DOCUMENT, receipt.pk)
    approve(draft, version)
    OverpaymentReturn.objects.create(
        receipt=receipt, organisation=receipt.organisation, amount_yen=receipt.overpaid_yen,
        value_on=value_on, bank_reference=bank_reference, drafted_by=draft.drafted_by,
        approved_by=actor,
    )  # fmt: skip
    record = record_act(receipt, amount_yen=receipt.overpaid_yen)
    notices.tell(
        notices.people_of(receipt.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_ACCOUNTANT),
        "overpayment_returned",
        receipt,
        f"過誤納金の還付（{grant.number}）",
        f"{format_yen(receipt.overpaid_yen)} を {day_text(value_on)} に還付しました。",
    )
    memo = f"過誤納金の還付 {grant.number}"
    entry = overpayment_return_entry(books_of(grant), receipt.overpaid_yen, value_on, memo)
    entry = ledger.in_open_month(grant.plan.segment, entry, jst_day(now))
    ledger.post(
        grant.plan.segment, entry.resting_on(draft.pk, bytes(draft.content_sha)), key=key,
        actor=draft.drafted_by_id, approver=actor.pk,
    )  # fmt: skip
    return record
