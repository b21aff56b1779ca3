"""振込の依頼: the cashier hands the approved payment to the bank, once.

Who: cashier
State: payment APPROVED → FILE_SENT
Ledger: none
Paper: none (the instruction is the record)
Deadline: none
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from fund.seal_delay import problems_of_delay, seal_delay
from grants.acts.approve_payment import problems_paying
from grants.models import Grant, Payment
from workflow.act import act, lock
from workflow.advance import advance
from workflow.authority import problems_of_same_person
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_of_one_hand(payment: Payment, actor: Person) -> list[Problem]:
    """Clerk, approver and cashier are three people."""
    problems = []
    if payment.checked_by is not None:
        problems += problems_of_same_person(actor, payment.checked_by, "支払の審査")
    if payment.approved_by is not None:
        problems += problems_of_same_person(actor, payment.approved_by, "支払の決定")
    return problems


@act
def instruct_bank(payment_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Record that the bank was instructed; a hold on the case or a lack of seals stops it here."""
    payment = lock(Payment, payment_id)
    grant = lock(Grant, payment.grant_id)
    problems = problems_paying(grant, jst_day(now), jst_day(now), is_by_bank=True)
    delay = seal_delay(grant.plan.segment, jst_day(now))
    refuse_if(problems + problems_of_one_hand(payment, actor) + problems_of_delay(delay))
    facts: dict[str, Any] = {"seal_delay_minutes": delay.minutes} if delay.is_warning else {}
    return advance(payment, "to_file_sent", amount_yen=payment.amount_yen, **facts)
