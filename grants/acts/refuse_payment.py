"""請求の却下: a claim that will not be paid leaves the run, with a reason.

Who: accounting_approver
State: payment REQUESTED, CHECKED, APPROVED → REFUSED
Ledger: none (money is booked on the bank's date)
Paper: 支払請求却下通知書
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from fund.money import format_yen
from grants.acts.return_application import problems_returning
from grants.models import Grant, Payment
from workflow import notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.models import ActRecord, Person, Role
from workflow.problems import refuse_if


@act
def refuse_payment(
    payment_id: UUID, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """End the claim; the sum may be claimed anew if it is due after all."""
    payment = lock(Payment, payment_id)
    grant = lock(Grant, payment.grant_id)
    refuse_if(problems_returning(reason, "却下の理由"))
    record = advance(payment, "to_refused", reason=reason, amount_yen=payment.amount_yen)
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_ACCOUNTANT, Role.RECIPIENT_RELEASER),
        "payment_refused",
        payment,
        f"請求の却下（{grant.number}）",
        f"{payment.get_kind_display()} {format_yen(payment.amount_yen)} の請求を却下しました。"
        f"理由: {reason}",
    )
    return record
