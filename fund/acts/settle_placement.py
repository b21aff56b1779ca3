"""運用の受渡し: the cashier books what was bought on the day the money moved.

Who: cashier
State: placement 承認済 → 保有中
Ledger: JE02/JE03 (1102, 1103, 1161 or 1111 and 1134 / 1101)
Paper: none (取引報告書 is the dealer's)
Deadline: 満期日
"""

from datetime import date, datetime
from uuid import UUID

from fund import ledger
from fund.acts.propose_placement import DOCUMENT
from fund.bank_lines import problems_with_reference
from fund.entries.placements import HoldingBooks, purchase_entry
from fund.interest import year_later
from fund.models import Placement
from workflow import duties
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import latest_draft, problems_of_approver
from workflow.authority import problems_of_same_person
from workflow.calendar import Due, jst_day
from workflow.models import ActRecord, Draft, Person
from workflow.problems import Problem, refuse_if
from workflow.standing import approver_of, problems_of_fallen

MATURITY = "MATURITY"


def problems_settling(
    placement: Placement, draft: Draft, settled_on: date, bank_reference: str, actor: Person,
    today: date,
) -> list[Problem]:  # fmt: skip
    """Every reason why the purchase cannot be booked."""
    if placement.stage != "承認済" or not (placement.approved_on and placement.approved_by):
        return [
            Problem(
                "stage", f"この運用は「{placement.stage}」です。", "承認済の運用を選んでください。"
            )
        ]
    problems = [
        *problems_of_fallen([placement.pk]),
        *problems_of_same_person(actor, placement.proposed_by, "起案"),
        *problems_of_approver(draft, actor),
    ]
    if not placement.approved_on <= settled_on <= today or settled_on >= placement.matures_on:
        problems.append(
            Problem(
                "settled_on",
                "受渡日は承認日から本日までの、満期前の日です。",
                "取引報告書を確認してください。",
                "settled_on",
            )
        )
    booked = Placement.objects.filter(settlement_reference=bank_reference)
    problems += problems_with_reference(bank_reference, booked)
    return problems


def first_account(placement: Placement, settled_on: date) -> str:
    """Where it is kept at first: a security that matures within a year is a current asset."""
    account = placement.instrument.account
    within = placement.matures_on <= year_later(settled_on)
    return "1111" if account == "1161" and within else account


@act
def settle_placement(
    placement_id: UUID, settled_on: date, bank_reference: str, *, actor: Person, now: datetime,
    key: str,
) -> ActRecord:  # fmt: skip
    """Book the purchase at its price, with the interest bought, and note its maturity."""
    placement = lock(Placement, placement_id)
    draft = latest_draft(DOCUMENT, placement.pk)
    assert draft is not None, "a placement was put up"
    today = jst_day(now)
    refuse_if(problems_settling(placement, draft, settled_on, bank_reference, actor, today))
    placement.settled_by, placement.settled_on = actor, settled_on
    placement.settlement_reference = bank_reference
    placement.save(update_fields=["settled_by", "settled_on", "settlement_reference"])
    record = record_act(placement, price_yen=placement.price_yen)
    due = Due(placement.matures_on, settled_on, "満期日", "")
    duties.owe(record, placement, MATURITY, f"運用の満期（{placement}）", due, article="運用決裁書")
    account = first_account(placement, settled_on)
    books = HoldingBooks(placement.number, account, placement.instrument.income)
    entry = purchase_entry(
        books, placement.price_yen, placement.accrued_yen, settled_on, f"{placement} 取得"
    ).resting_on(draft.pk, bytes(draft.content_sha))
    entry = ledger.in_open_month(placement.segment, entry, today)
    ledger.post(placement.segment, entry, key=key, actor=actor.pk, approver=approver_of(draft).pk)
    return record
