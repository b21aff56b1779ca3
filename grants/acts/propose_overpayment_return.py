"""過誤納金の還付の起案: more came in than was owed; it is put up to go back.

Who: accounting_clerk
State: —
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.models import OverpaymentReturn, RefundReceipt
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import put_up
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

DOCUMENT = "OVERPAYMENT"


def problems_returning_overpayment(receipt: RefundReceipt) -> list[Problem]:
    """Every reason why nothing can go back from this receipt."""
    if receipt.overpaid_yen == 0:
        return [Problem("nothing", "過誤納金がありません。", "収納の記録を確認してください。")]
    if OverpaymentReturn.objects.filter(receipt=receipt).exists():
        return [
            Problem("returned", "この過誤納金は還付済みです。", "還付の記録を確認してください。")
        ]
    return []


@act
def propose_overpayment_return(
    receipt_id: UUID, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the repayment up (起案)."""
    receipt = lock(RefundReceipt, receipt_id)
    refuse_if(problems_returning_overpayment(receipt))
    content = {"amount_yen": receipt.overpaid_yen, "bank_reference": receipt.bank_reference}
    draft = put_up(DOCUMENT, receipt, content, amount_yen=receipt.overpaid_yen)
    return record_act(receipt, amount_yen=receipt.overpaid_yen, version=draft.version)
