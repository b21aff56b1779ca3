"""振替伝票の出納: the money has moved on the bank's line; debts between 勘定 move in both at once.

Who: cashier
State: voucher 出納待ち → 出納済
Ledger: JE22–JE27 paid: 2202, 2203, 2301, 2302, 2303 / 1101, there 1101 / 1141; or back, B800 → B200
Paper: 出納調書
Deadline: 国庫納付の期限, 入金の整理 met
"""

from datetime import date, datetime
from uuid import UUID

from fund.acts.approve_voucher import TREASURY
from fund.acts.propose_voucher_withdrawal import withdrawal_waiting
from fund.bank_lines import problems_with_reference
from fund.models import StrayReceipt, Voucher
from fund.strays import STRAY
from fund.vouchers import DOCUMENT, booked_by_approval, post_planned
from workflow import duties
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import latest_draft, problems_of_approver
from workflow.authority import problems_of_same_person
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Draft, Person
from workflow.problems import Problem, refuse_if
from workflow.standing import approver_of, problems_of_fallen


def problems_settling(
    voucher: Voucher, draft: Draft, settled_on: date, bank_reference: str, actor: Person,
    today: date,
) -> list[Problem]:  # fmt: skip
    """Every reason why this bank line does not pay this voucher."""
    if voucher.approved_by is None or voucher.approved_on is None or voucher.stage != "出納待ち":
        return [
            Problem(
                "stage", f"この伝票は「{voucher.stage}」です。", "出納待ちの伝票を選んでください。"
            )
        ]
    problems = [
        *problems_of_fallen([voucher.pk]),
        *problems_paying(voucher),
        *problems_of_same_person(actor, voucher.proposed_by, "起票"),
        *problems_of_approver(draft, actor),
    ]
    if not voucher.approved_on <= settled_on <= today:
        problems.append(
            Problem(
                "settled_on",
                "出納日は承認日から本日までの日です。",
                "銀行の明細を確認してください。",
                "settled_on",
            )
        )
    booked = Voucher.objects.filter(bank_reference=bank_reference)
    problems += problems_with_reference(bank_reference, booked)
    return problems


def problems_paying(voucher: Voucher) -> list[Problem]:
    """Why no money leaves any more for what was approved."""
    if voucher.receipt and voucher.receipt.cleared_on:
        return [
            Problem(
                "cleared",
                f"この入金は {day_text(voucher.receipt.cleared_on)} に整理済みです。",
                "支払わずに、整理の記録を確認してください。",
            )
        ]
    return problems_with_withdrawal(voucher) + problems_of_reversal(voucher)


def problems_with_withdrawal(voucher: Voucher) -> list[Problem]:
    """Somebody put its withdrawal up: it is not paid until that is decided."""
    other = withdrawal_waiting(voucher)
    if other is None:
        return []
    return [
        Problem(
            "withdrawal",
            f"この伝票の取止めが、伝票 {other.number} で決裁待ちです。",
            "支払わないでください。支払済みのときは、"
            f"{other.number} を差し戻してから記帳してください。",
        )
    ]


def problems_of_reversal(voucher: Voucher) -> list[Problem]:
    """What the approval booked was corrected since: nothing is owed as it was approved."""
    return [
        Problem(
            "reversed",
            f"この伝票の仕訳第{booked.seq}号は、仕訳第{by}号で取り消されています。",
            "支払わないでください。なお支払う額があるときは、訂正後の仕訳も取り消し、"
            "改めて起票してください。",
        )
        for booked, by in booked_by_approval(voucher)
        if by is not None
    ]


@act
def settle_voucher(
    voucher_id: UUID, settled_on: date, bank_reference: str, *,
    actor: Person, now: datetime, key: str,
) -> ActRecord:  # fmt: skip
    """Book the movement of money the draft foresaw."""
    voucher = lock(Voucher, voucher_id)
    voucher.receipt = lock(StrayReceipt, voucher.receipt_id) if voucher.receipt_id else None
    draft = latest_draft(DOCUMENT, voucher.pk)
    assert draft is not None, "a voucher was put up"
    today = jst_day(now)
    refuse_if(problems_settling(voucher, draft, settled_on, bank_reference, actor, today))
    voucher.settled_by, voucher.settled_on = actor, settled_on
    voucher.bank_reference = bank_reference
    voucher.save(update_fields=["settled_by", "settled_on", "bank_reference"])
    record = record_act(voucher, amount_yen=voucher.amount_yen)
    duties.meet(record, voucher, TREASURY, settled_on)
    if voucher.receipt:
        voucher.receipt.cleared_on = settled_on
        voucher.receipt.save(update_fields=["cleared_on"])
        duties.meet(record, voucher.receipt, STRAY, settled_on)
    post_planned(
        draft.content["payments"],
        voucher,
        draft,
        on=settled_on,
        key=key,
        actor=actor.pk,
        approver=approver_of(draft).pk,
    )
    # Posting took the 勘定's lock: a correction is seen by now, or comes after the payment.
    refuse_if(problems_of_reversal(voucher))
    return record
