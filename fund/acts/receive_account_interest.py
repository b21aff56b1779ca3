"""普通預金の利息の受領: the bank credits interest on the deposit account itself.

Who: accounting_clerk
State: —
Ledger: JE04 (1101 / 4201)
Paper: none (the bank's statement says it)
Deadline: none
"""

from datetime import date, datetime

from fund import ledger
from fund.bank_lines import problems_with_reference
from fund.entries.placements import account_interest_entry
from fund.models import InterestReceipt
from workflow.act import act
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_crediting(
    received_on: date, amount_yen: int, bank_reference: str, today: date
) -> list[Problem]:
    """Every reason why this is no interest of the account."""
    problems = []
    if amount_yen <= 0 or received_on > today:
        problems.append(
            Problem(
                "amount",
                "利息は正の額で、入金日は本日までの日です。",
                "銀行の明細を確認してください。",
                "amount_yen",
            )
        )
    booked = InterestReceipt.objects.filter(bank_reference=bank_reference)
    return problems + problems_with_reference(bank_reference, booked)


@act
def receive_account_interest(
    segment: int, received_on: date, amount_yen: int, bank_reference: str, *,
    actor: Person, now: datetime, key: str,
) -> ActRecord:  # fmt: skip
    """Book the interest on the bank's date; no holding earned it."""
    today = jst_day(now)
    refuse_if(problems_crediting(received_on, amount_yen, bank_reference, today))
    receipt = InterestReceipt.objects.create(
        segment=segment,
        received_on=received_on,
        amount_yen=amount_yen,
        bank_reference=bank_reference,
    )
    record = record_act(receipt, amount_yen=amount_yen)
    entry = account_interest_entry(amount_yen, received_on, f"普通預金利息 {bank_reference}")
    entry = ledger.in_open_month(segment, entry, today)
    ledger.post(segment, entry, key=key, actor=actor.pk)
    return record
