"""振替伝票の決裁: another person approves, and exactly the entries that were read are posted.

Who: accounting_approver, executive
State: voucher 決裁待ち → 記帳済 or 出納待ち, the withdrawn one 出納待ち → 取止め
Ledger: JE22–JE29, JE31 as put up; JE28 with the reversal; a withdrawal's mirrors
Paper: 振替決裁書
Deadline: 国庫納付の期限, ended by a withdrawal
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from fund import ledger
from fund.acts.propose_allowance import problems_once_allowed
from fund.acts.propose_correction import day_of_correction
from fund.acts.propose_reclassification import problems_once_moved
from fund.acts.propose_stray_correction import problems_once_reclassified
from fund.acts.propose_voucher_withdrawal import problems_withdrawing
from fund.correcting import problems_once_corrected
from fund.entries.strays import SUSPENSE
from fund.holdings import lock_holdings
from fund.models import StrayReceipt, Voucher
from fund.queries import entry, postings
from fund.seal_delay import problems_of_delay, seal_delay
from fund.strays import STRAY, problems_in_hand
from fund.vouchers import (
    DOCUMENT,
    due_of_payment,
    is_of_executives,
    mirrored_by,
    post_planned,
)
from workflow import duties
from workflow.act import PART, act, lock, running_act
from workflow.advance import record_act
from workflow.approvals import approve, pending_draft
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Draft, Person, Role
from workflow.problems import Problem, refuse_if

# The limits are asked again when it is posted: the 勘定's lock is held then, nothing moves beside.
ONCE_POSTED: dict[str, Callable[[Voucher, Draft], list[Problem]]] = {
    Voucher.Kind.ALLOWANCE: problems_once_allowed,
    Voucher.Kind.CORRECTION: problems_once_corrected,
    Voucher.Kind.WITHIN_A_YEAR: problems_once_moved,
    Voucher.Kind.STRAY_CORRECTED: problems_once_reclassified,
}
TREASURY = "TREASURY_PAYMENT"


def problems_approving(voucher: Voucher, roles: frozenset[str]) -> list[Problem]:
    """Why somebody with these roles does not decide on this voucher."""
    withdrawn = voucher.withdraws
    if is_of_executives(voucher) and Role.EXECUTIVE not in roles:
        return [
            Problem(
                "executive",
                f"{voucher.get_kind_display()}の決裁は理事が行います。",
                "理事に依頼してください。",
            )
        ]
    if withdrawn:
        return problems_withdrawing(withdrawn, voucher)
    receipt = cleared_by(voucher)
    return problems_in_hand(receipt, voucher) if receipt else []


def cleared_by(voucher: Voucher) -> StrayReceipt | None:
    """The receipt it clears; what corrects a receipt that was cleared clears none."""
    return None if voucher.kind == Voucher.Kind.STRAY_CORRECTED else voucher.receipt


@act
def approve_voucher(
    voucher_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Approve what was read and post it."""
    voucher = lock(Voucher, voucher_id)
    voucher.receipt = lock(StrayReceipt, voucher.receipt_id) if voucher.receipt_id else None
    withdrawn = lock(Voucher, voucher.withdraws_id) if voucher.withdraws_id else None
    voucher.withdraws = withdrawn
    if voucher.kind == Voucher.Kind.CORRECTION:
        lock_holdings(voucher.segment)
    draft = pending_draft(DOCUMENT, voucher.pk)
    today = jst_day(now)
    delay = problems_of_delay(seal_delay(voucher.segment, today)) if voucher.pays else []
    refuse_if(problems_approving(voucher, running_act().roles) + delay)
    approve(draft, version)
    voucher.approved_by, voucher.approved_on = actor, today
    voucher.save(update_fields=["approved_by", "approved_on"])
    record = record_act(voucher, amount_yen=voucher.amount_yen)
    receipt = cleared_by(voucher)
    if receipt and not voucher.pays:
        receipt.cleared_on = today
        receipt.save(update_fields=["cleared_on"])
        duties.meet(record, receipt, STRAY, today)
    if withdrawn:
        withdrawn.withdrawn_on = today
        withdrawn.save(update_fields=["withdrawn_on"])
        duties.cancel_open(record, withdrawn, TREASURY)
    if voucher.kind == Voucher.Kind.TREASURY:
        due = due_of_payment(draft, today)
        duties.owe(
            record,
            voucher,
            TREASURY,
            f"国庫納付（{voucher.number}）",
            due,
            article=draft.content["facts"][1][1],
        )
    steps = [post_right, mirror_wrong]
    for step in reversed(steps) if clears_suspense(voucher, draft) else steps:
        step(voucher, draft, actor, key)
    limits = ONCE_POSTED.get(voucher.kind)
    refuse_if(limits(voucher, draft) if limits else [])
    return record


def clears_suspense(voucher: Voucher, draft: Draft) -> bool:
    """Whether the money corrected came out of suspense: it must be there again to leave anew."""
    if draft.content["reverses"] is None:
        return False
    wrong = postings(voucher.segment, draft.content["reverses"])
    return any(line.debit == SUSPENSE for line in wrong)


def post_right(voucher: Voucher, draft: Draft, actor: Person, key: str) -> None:
    """Post the entries the draft holds."""
    post_planned(
        draft.content["entries"],
        voucher,
        draft,
        on=running_act().today,
        key=key,
        actor=draft.drafted_by_id,
        approver=actor.pk,
    )


def mirror_wrong(voucher: Voucher, draft: Draft, actor: Person, key: str) -> None:
    """赤黒: mirror the entries the draft names, each on its own day while that period is open.

    The right entry stands before, for a cost already paid would else be owed less than nothing; but
    for what came out of suspense. The mirrors of two entries that are tied are tied too.
    """
    posted: dict[int, ledger.Posted] = {}
    for n, booked in enumerate(mirrored_by(voucher, draft)):
        wrong = entry(booked.segment, booked.seq)
        assert wrong is not None, "it was there when it was put up"
        on, is_adjusting = day_of_correction(wrong, running_act().today)
        day = day_text(wrong.effective_on)
        done = ledger.reverse(
            booked.segment,
            booked.seq,
            key=f"{key}{PART}r{n or ''}",
            on=on,
            reason=f"取消 仕訳第{booked.seq}号（{day}） {voucher.reason}"[:1000],
            actor=draft.drafted_by_id,
            approver=actor.pk,
            is_adjusting=is_adjusting,
        )
        if booked.link in posted:
            ledger.link(posted[booked.link], done, actor=draft.drafted_by_id)
        elif booked.link:
            posted[booked.link] = done
