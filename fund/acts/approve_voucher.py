"""振替伝票の決裁: another person approves, and exactly the entries that were read are posted.

Who: accounting_approver, executive
State: voucher 決裁待ち → 記帳済 or 出納待ち
Ledger: JE22–JE24, JE27–JE29, JE31 as put up; JE28 with the reversal
Paper: 振替決裁書
Deadline: 国庫納付の期限
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from fund import ledger
from fund.acts.propose_allowance import problems_once_allowed
from fund.acts.propose_clearing import problems_in_hand
from fund.acts.propose_correction import day_of_correction
from fund.acts.propose_reclassification import problems_once_moved
from fund.models import StrayReceipt, Voucher
from fund.queries import entry
from fund.vouchers import DOCUMENT, due_of_payment, post_planned
from workflow import duties
from workflow.act import PART, act, lock, running_act
from workflow.advance import record_act
from workflow.approvals import approve, pending_draft
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Draft, Person, Role
from workflow.problems import Problem, refuse_if

# The law's orders and the loss of a claim are not accounting's own to decide.
OF_EXECUTIVES = frozenset({Voucher.Kind.TREASURY, Voucher.Kind.ALLOWANCE})
# The limits are asked again when it is posted: the 勘定's lock is held then, nothing moves beside.
ONCE_POSTED: dict[str, Callable[[Voucher, Draft], list[Problem]]] = {
    Voucher.Kind.ALLOWANCE: problems_once_allowed,
    Voucher.Kind.WITHIN_A_YEAR: problems_once_moved,
}
STRAY, TREASURY = "STRAY_RECEIPT", "TREASURY_PAYMENT"


def problems_approving(voucher: Voucher, roles: frozenset[str]) -> list[Problem]:
    """Why somebody with these roles does not decide on this voucher."""
    if voucher.kind in OF_EXECUTIVES and Role.EXECUTIVE not in roles:
        return [
            Problem(
                "executive",
                f"{voucher.get_kind_display()}の決裁は理事が行います。",
                "理事に依頼してください。",
            )
        ]
    return problems_in_hand(voucher.receipt, voucher) if voucher.receipt else []


@act
def approve_voucher(
    voucher_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Approve what was read and post it."""
    voucher = lock(Voucher, voucher_id)
    voucher.receipt = lock(StrayReceipt, voucher.receipt_id) if voucher.receipt_id else None
    draft = pending_draft(DOCUMENT, voucher.pk)
    refuse_if(problems_approving(voucher, running_act().roles))
    approve(draft, version)
    today = jst_day(now)
    voucher.approved_by, voucher.approved_on = actor, today
    voucher.save(update_fields=["approved_by", "approved_on"])
    record = record_act(voucher, amount_yen=voucher.amount_yen)
    if voucher.receipt and not voucher.pays:
        voucher.receipt.cleared_on = today
        voucher.receipt.save(update_fields=["cleared_on"])
        duties.meet(record, voucher.receipt, STRAY, today)
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
    post_planned(
        draft.content["entries"],
        voucher,
        draft,
        on=today,
        key=key,
        actor=draft.drafted_by_id,
        approver=actor.pk,
    )
    mirror_wrong(voucher, draft, actor, key)
    limits = ONCE_POSTED.get(voucher.kind)
    refuse_if(limits(voucher, draft) if limits else [])
    return record


def mirror_wrong(voucher: Voucher, draft: Draft, actor: Person, key: str) -> None:
    """赤黒: mirror the entry the draft names, on its own day while that period is open.

    The right entry stands before: a cost already paid would else be owed less than nothing.
    """
    seq = draft.content["reverses"]
    if seq is None:
        return
    wrong = entry(voucher.segment, seq)
    assert wrong is not None, "it was there when it was put up"
    on, is_adjusting = day_of_correction(wrong, running_act().today)
    ledger.reverse(
        voucher.segment,
        seq,
        key=f"{key}{PART}r",
        on=on,
        reason=f"取消 仕訳第{seq}号（{day_text(wrong.effective_on)}） {voucher.reason}"[:1000],
        actor=draft.drafted_by_id,
        approver=actor.pk,
        is_adjusting=is_adjusting,
    )
