"""誤入金の科目の訂正の起票: money that was sent on between 勘定 was not what it was booked as.

Who: accounting_clerk
State: voucher 決裁待ち
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from datetime import date, datetime
from uuid import UUID

from fund.chart import BY_CODE
from fund.entries.strays import (
    SUSPENSE,
    became_interest_entry,
    became_return_entry,
    rebudgeted_entry,
    reclassified_entry,
)
from fund.income import income_of, to_add_from
from fund.models import StrayReceipt, Voucher
from fund.money import format_yen
from fund.queries import EntryRow, entries_of_key, postings, segments
from fund.strays import standing_account
from fund.vouchers import ON_PAYMENT, Planned, Slip, draw_up, where_open
from workflow.act import act, lock, running_act
from workflow.advance import record_act
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Draft, Person
from workflow.problems import Problem, refuse_if

Kind = StrayReceipt.Kind


def accounts_of(receipt: StrayReceipt) -> tuple[str, ...]:
    """What the money may have been, in the books of the 勘定 whose it is."""
    own = ("4201", "4301")
    return own if receipt.kind == Kind.ELSEWHERE else (SUSPENSE, *own)


def problems_with_receipt(receipt: StrayReceipt) -> list[Problem]:
    """Why this receipt's account is not corrected, or not this way."""
    if receipt.kind == Kind.UNKNOWN:
        cure = "整理の仕訳を、訂正の起票で改めてください。"
        return [Problem("kind", "他勘定と取り違えた入金ではありません。", cure)]
    if receipt.cleared_on is None:
        cure = "整理の起票で記帳を取り消し、記帳し直してください。"
        return [Problem("stage", "この入金は、まだ送金していません。", cure)]
    if receipt.taken_by_id is not None:
        cure = "案件の手続で改めてください。"
        return [Problem("taken", "この入金は、案件で収納済みです。", cure)]
    vouchers = list(receipt.vouchers.all())
    if not any(voucher.settled_on for voucher in vouchers):
        cure = "改めて記帳した入金で訂正してください。"
        return [Problem("taken_back", "この入金の記帳は、取り消されています。", cure)]
    for waits in vouchers:
        if waits.kind == Voucher.Kind.STRAY_CORRECTED and waits.stage == "決裁待ち":
            text = f"この入金の科目の訂正は、伝票 {waits.number} で決裁待ちです。"
            return [Problem("in_hand", text, f"{waits.number} を決裁するか、差し戻してください。")]
    return []


def problems_correcting_stray(receipt: StrayReceipt, account: str, reason: str) -> list[Problem]:
    """Every reason why the money is not booked as this instead."""
    problems = problems_with_receipt(receipt)
    right = tuple(code for code in accounts_of(receipt) if code != standing_account(receipt))
    if not problems and account not in right:
        said = "、".join(f"{code} {BY_CODE[code].name}" for code in right)
        text = "この入金の正しい科目として選べません。"
        problems.append(Problem("account", text, f"次から選んでください: {said}。", "account"))
    if not reason.strip():
        problems.append(
            Problem("reason", "訂正の理由がありません。", "記入してください。", "reason")
        )
    return problems


def claim_of(receipt: StrayReceipt) -> EntryRow:
    """The entry that says what the money is, in the books of the 勘定 whose it is."""
    record = ActRecord.objects.get(act="record_stray_receipt", subject_id=receipt.pk)
    owner = receipt.segment if receipt.kind == Kind.ELSEWHERE else receipt.other_segment
    assert owner is not None, "two 勘定 are meant"
    return next(e for e in entries_of_key(owner, record.key) if e.event == "STRAY_CLAIM")


def planned(receipt: StrayReceipt, account: str, today: date) -> tuple[Planned, ...]:
    """What is booked instead, on the day of the claim; B200 grows on the day of the approval.

    返還金 joins the fund as it is booked, interest with all other (JE07). What JE07 did with it
    already counts for the 返還金 from now on: 2152 gives it back, B200 keeps it.
    """
    claim, yen = claim_of(receipt), receipt.amount_yen
    owner, on = claim.segment, claim.effective_on
    memo = f"科目の訂正 仕訳第{claim.seq}号（{day_text(on)}）"
    if receipt.kind == Kind.OF_OTHERS:
        entry = reclassified_entry(standing_account(receipt), account, yen, on, memo)
        return (Planned(owner, entry),)
    if account == "4201":
        return (Planned(owner, became_interest_entry(yen, on, memo)),)
    right = became_return_entry(yen, 0, on, memo)
    stands_on = where_open(Voucher.Kind.STRAY_CORRECTED, owner, right, today).effective_on
    added = yen - min(yen, max(to_add_from(owner, stands_on), 0))
    waits = min(yen, income_of(owner, today).to_release_yen)
    right = became_return_entry(yen, added, on, memo)
    if not waits:
        return (Planned(owner, right),)
    return Planned(owner, right), Planned(owner, rebudgeted_entry(waits, ON_PAYMENT, memo))


def problems_once_reclassified(voucher: Voucher, draft: Draft) -> list[Problem]:
    """Why the correction, which is posted by now, is none: less income waits to join the fund."""
    posted = entries_of_key(voucher.segment, running_act().key)
    receipt = voucher.receipt
    assert receipt is not None, "it corrects a receipt"
    if not posted or standing_account(receipt) != "4301":
        return []
    right = posted[0]
    income = income_of(voucher.segment, running_act().today)
    is_released = len(posted) > 1 and income.received_yen < income.released_yen
    lines = postings(voucher.segment, right.seq)
    given_back_yen = sum(line.yen for line in lines if line.debit == "2152")
    # Where all of it is given back, what else is lacking is another entry's doing.
    is_lacking = given_back_yen < receipt.amount_yen
    is_lacking = is_lacking and to_add_from(voucher.segment, right.effective_on) < 0
    if not is_lacking and not is_released:
        return []
    text = "起票の後に、基金に組み入れる前の運用益が変わりました。"
    return [Problem("income", text, "差し戻して、改めて起票してください。")]


@act
def propose_stray_correction(
    receipt_id: UUID, account: str, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put up what the money is booked as instead; the entries tied between 勘定 stay."""
    receipt = lock(StrayReceipt, receipt_id)
    refuse_if(problems_correcting_stray(receipt, account, reason))
    claim, wrong = claim_of(receipt), standing_account(receipt)
    names = {segment.segment_id: segment.name for segment in segments()}
    booked = f"第{claim.seq}号（{day_text(claim.effective_on)}）"
    voucher, draft = draw_up(
        Slip(
            receipt.segment,
            Voucher.Kind.STRAY_CORRECTED,
            receipt.amount_yen,
            reason,
            (
                ("銀行照会番号", receipt.bank_reference),
                ("訂正する仕訳", f"{names[claim.segment]} {booked}"),
                ("誤った科目", f"{wrong} {BY_CODE[wrong].name}"),
                ("正しい科目", f"{account} {BY_CODE[account].name}"),
                ("金額", format_yen(receipt.amount_yen)),
            ),
            entries=planned(receipt, account, jst_day(now)),
            receipt=receipt,
        )
    )
    return record_act(voucher, amount_yen=receipt.amount_yen, version=draft.version)
