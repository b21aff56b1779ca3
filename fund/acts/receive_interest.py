"""利息の受領: a coupon or a deposit's interest arrives; what had accrued is settled first.

Who: accounting_clerk
State: —
Ledger: JE04 (1101 / 1134, 4201 or 4202)
Paper: none (利払通知書 is the issuer's)
Deadline: none
"""

from datetime import date, datetime
from uuid import UUID

from fund import ledger
from fund.acts.value_holdings import problems_unvalued
from fund.bank_lines import problems_with_reference
from fund.entries.placements import interest_entry
from fund.holdings import holding_of
from fund.models import InterestReceipt, Placement
from fund.queries import open_day
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_receiving(
    placement: Placement, received_on: date, amount_yen: int, bank_reference: str, today: date
) -> list[Problem]:
    """Every reason why this is no interest on that holding."""
    problems = []
    if placement.settled_on is None or placement.redeemed_on is not None:
        return [
            Problem(
                "stage", f"この運用は「{placement.stage}」です。", "保有中の運用を選んでください。"
            )
        ]
    if not placement.settled_on < received_on <= today:
        problems.append(
            Problem(
                "received_on",
                "入金日は受渡日の後、本日までの日です。",
                "明細を確認してください。",
                "received_on",
            )
        )
    else:
        booked_on = open_day(placement.segment, received_on, today)
        problems += problems_unvalued(placement.segment, booked_on)
    if amount_yen <= 0:
        problems.append(
            Problem("amount", "利息は正の額です。", "明細を確認してください。", "amount_yen")
        )
    booked = InterestReceipt.objects.filter(bank_reference=bank_reference)
    problems += problems_with_reference(bank_reference, booked)
    return problems


@act
def receive_interest(
    placement_id: UUID, received_on: date, amount_yen: int, bank_reference: str, *,
    actor: Person, now: datetime, key: str,
) -> ActRecord:  # fmt: skip
    """Book the interest on the bank's date."""
    placement = lock(Placement, placement_id)
    refuse_if(problems_receiving(placement, received_on, amount_yen, bank_reference, jst_day(now)))
    InterestReceipt.objects.create(
        placement=placement,
        received_on=received_on,
        amount_yen=amount_yen,
        bank_reference=bank_reference,
    )
    record = record_act(placement, amount_yen=amount_yen)
    held = holding_of(placement)
    entry = interest_entry(
        held.books, amount_yen, held.accrued_yen, received_on, f"{placement} 利息"
    )
    entry = ledger.in_open_month(placement.segment, entry, jst_day(now))
    ledger.post(placement.segment, entry, key=key, actor=actor.pk)
    return record
