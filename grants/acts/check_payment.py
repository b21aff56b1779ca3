"""支払の審査と起案: the accounting clerk re-runs the sums and puts the payment up.

Who: accounting_clerk
State: payment REQUESTED → CHECKED
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.acts.claim_payment import payable_yen, problems_claiming
from grants.holds import problems_held
from grants.models import Grant, Payment
from workflow.act import act, lock
from workflow.advance import advance
from workflow.approvals import put_up
from workflow.models import ActRecord, Person
from workflow.problems import refuse_if

DOCUMENT = "PAYMENT"


@act
def check_payment(payment_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Verify the claim against inspection, decision and earlier payments; put it up (起案)."""
    payment = lock(Payment, payment_id)
    grant = lock(Grant, payment.grant_id)
    payable = payable_yen(grant, payment.kind, besides=payment)
    refuse_if(
        problems_claiming(grant, payment.kind, payment.amount_yen, payable) + problems_held(grant)
    )
    payment.checked_by = actor
    put_up(
        DOCUMENT,
        payment,
        {
            "grant": grant.number,
            "kind": payment.kind,
            "number": payment.number,
            "amount_yen": payment.amount_yen,
            "payable_yen": payable,
        },
        amount_yen=payment.amount_yen,
    )
    return advance(payment, "to_checked", columns=("checked_by",), amount_yen=payment.amount_yen)
