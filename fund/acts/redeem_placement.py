"""運用の満期償還: principal and last interest arrive; what is left to amortise is income first.

Who: accounting_clerk
State: placement 保有中 → 償還済
Ledger: JE08/JE02 (1101 / 1111, 1102, 1103 or 1161; 1134, 4201 or 4202)
Paper: none (償還通知書 is the issuer's)
Deadline: 満期日 met
"""

from datetime import date, datetime
from uuid import UUID

from fund import ledger
from fund.acts.settle_placement import MATURITY
from fund.acts.value_holdings import problems_unvalued
from fund.bank_lines import problems_with_reference
from fund.entries.placements import redemption_entry
from fund.holdings import holding_of
from fund.models import Placement
from fund.queries import open_day
from workflow import duties
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.law import banking_days
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_redeeming(
    placement: Placement, redeemed_on: date, interest_yen: int, bank_reference: str, today: date
) -> list[Problem]:
    """Every reason why the bank's line is no redemption of this holding."""
    if placement.settled_on is None or placement.redeemed_on is not None:
        return [
            Problem(
                "stage", f"この運用は「{placement.stage}」です。", "保有中の運用を選んでください。"
            )
        ]
    problems = []
    # 地方債・政府保証債 are paid on the last day before, where banks are closed at maturity.
    earliest = banking_days().previous_open(placement.matures_on)
    if not max(earliest, placement.settled_on) <= redeemed_on <= today:
        problems.append(
            Problem(
                "redeemed_on",
                "償還日は満期日（銀行の休業日のときは前営業日）から本日までの日です。",
                "満期前の解約・売却は行いません。明細を確認してください。",
                "redeemed_on",
            )
        )
    else:
        booked_on = open_day(placement.segment, redeemed_on, today)
        problems += problems_unvalued(placement.segment, booked_on)
    if interest_yen < 0:
        problems.append(
            Problem("interest", "利息は0円以上です。", "明細を確認してください。", "interest_yen")
        )
    booked = Placement.objects.filter(redemption_reference=bank_reference)
    problems += problems_with_reference(bank_reference, booked)
    return problems


@act
def redeem_placement(
    placement_id: UUID, redeemed_on: date, interest_yen: int, bank_reference: str, *,
    actor: Person, now: datetime, key: str,
) -> ActRecord:  # fmt: skip
    """Book the face value and the interest that came with it (0 where none did)."""
    placement = lock(Placement, placement_id)
    problems = problems_redeeming(
        placement, redeemed_on, interest_yen, bank_reference, jst_day(now)
    )
    refuse_if(problems)
    held = holding_of(placement)
    placement.redeemed_on, placement.redemption_reference = redeemed_on, bank_reference
    placement.save(update_fields=["redeemed_on", "redemption_reference"])
    record = record_act(placement, face_yen=placement.face_yen, interest_yen=interest_yen)
    duties.meet(record, placement, MATURITY, redeemed_on)
    entry = redemption_entry(
        held.books,
        face_yen=placement.face_yen,
        earned_yen=placement.face_yen - held.book_yen,
        interest_yen=interest_yen,
        accrued_yen=held.accrued_yen,
        on=redeemed_on,
        memo=f"{placement} 満期償還",
    )
    entry = ledger.in_open_month(placement.segment, entry, jst_day(now))
    ledger.post(placement.segment, entry, key=key, actor=actor.pk)
    return record
