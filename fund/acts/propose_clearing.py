"""誤入金・不明入金の整理の起票: whose money it is was found out.

Who: accounting_clerk
State: voucher 決裁待ち
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from datetime import date, datetime
from uuid import UUID

from django.db.models import TextChoices

from fund.acts.propose_voucher_withdrawal import said_of
from fund.chart import KEPT_FOR_OTHERS
from fund.entries import Line
from fund.entries.costs import transfer_entries
from fund.entries.strays import (
    SUSPENSE,
    arrived_entry,
    booked_as_interest_entry,
    booked_as_return_entry,
    may_be_decided_entry,
    sent_back_entry,
)
from fund.models import StrayReceipt, Voucher
from fund.money import format_yen
from fund.queries import entries_of_key
from fund.strays import held_back, problems_in_hand
from fund.vouchers import ON_PAYMENT, Booked, Planned, Slip, draw_up
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

Kind = StrayReceipt.Kind


class Way(TextChoices):
    """What becomes of the money."""

    TRANSFER = "TRANSFER", "相手の勘定との間で送金する"
    SEND_BACK = "SEND_BACK", "払込人に返す"
    INTEREST = "INTEREST", "受取利息とする"
    RETURNED = "RETURNED", "返還金収入とする（案件のないもの）"
    TAKE_BACK = "TAKE_BACK", "記帳を取り消し、改めて記帳する"


def ways_of(receipt: StrayReceipt) -> tuple[Way, ...]:
    """What may become of it. In suspense from another 勘定 it waits for a case to take it."""
    if receipt.kind == Kind.UNKNOWN:
        return Way.SEND_BACK, Way.INTEREST, Way.RETURNED, Way.TAKE_BACK
    if receipt.taken_by_id is not None:
        return (Way.TRANSFER,)
    if receipt.kind == Kind.ELSEWHERE and receipt.account == SUSPENSE:
        return (Way.TAKE_BACK,)
    return Way.TRANSFER, Way.TAKE_BACK


def problems_clearing(receipt: StrayReceipt, way: str, reason: str) -> list[Problem]:
    """Every reason why the receipt is not cleared this way."""
    problems = problems_in_hand(receipt)
    if way not in ways_of(receipt):
        allowed = "、".join(way.label for way in ways_of(receipt))
        problems.append(
            Problem(
                "way",
                "この入金には使えない整理の方法です。",
                f"次から選んでください: {allowed}。{instead_of(receipt)}",
                "way",
            )
        )
    if not reason.strip():
        problems.append(
            Problem("reason", "判明した経緯がありません。", "記入してください。", "reason")
        )
    return problems


def instead_of(receipt: StrayReceipt) -> str:
    """What else may be done with money in suspense than this, in words."""
    if receipt.kind == Kind.OF_OTHERS or receipt.account != SUSPENSE:
        return ""
    if receipt.taken_by_id is not None:
        return "案件で収納済みです。収納の誤りは、案件の手続（過誤納金の還付等）で改めてください。"
    hint = (
        "案件の返還金・納付金なら、案件の画面で、この照会番号・入金日・金額により収納を記帳して"
        "ください。"
    )
    if receipt.kind == Kind.UNKNOWN:
        return hint
    return (
        f"{hint}その後に、送金を起票できます。案件の入金でなければ、記帳を取り消し、利息又は返還金として"
        "記帳し直してください。"
    )


def _transfer(receipt: StrayReceipt, memo: str) -> tuple[Planned, ...]:
    """The money goes to the 勘定 whose it is, and what waited for it enters B200."""
    assert receipt.other_segment is not None, "two 勘定 are meant"
    own, yen = receipt.segment, receipt.amount_yen
    keeps, owns = own, receipt.other_segment
    if receipt.kind == Kind.ELSEWHERE:
        keeps, owns = owns, keeps
    pays, receives = transfer_entries(KEPT_FOR_OTHERS, yen, ON_PAYMENT, memo)
    moved = (Planned(keeps, pays, 1), Planned(owns, receives, 1))
    if receipt.kind == Kind.ELSEWHERE and receipt.account == "4301":
        return (*moved, Planned(own, may_be_decided_entry(yen, ON_PAYMENT, memo)))
    given_back = tuple(
        Line("B", line.credit, line.debit, line.yen, line.grant, line.budget_year, None, line.party)
        for line in held_back(receipt)
    )
    if not given_back:
        return moved
    return (*moved, Planned(own, arrived_entry(given_back, ON_PAYMENT, memo)))


def slip_of(receipt: StrayReceipt, way: Way, reason: str, on: date) -> Slip:
    """What the clearing books: at once, or when the money moves."""
    yen, own, memo = receipt.amount_yen, receipt.segment, f"整理 {receipt.bank_reference}"
    entries: tuple[Planned, ...] = ()
    payments: tuple[Planned, ...] = ()
    if way == Way.TRANSFER:
        payments = _transfer(receipt, memo)
    elif way == Way.SEND_BACK:
        payments = (Planned(own, sent_back_entry(yen, ON_PAYMENT, memo)),)
    elif way == Way.INTEREST:
        entries = (Planned(own, booked_as_interest_entry(yen, on, memo)),)
    elif way == Way.RETURNED:
        entries = (Planned(own, booked_as_return_entry(yen, on, memo)),)
    facts: tuple[tuple[str, str], ...] = (
        ("入金日", receipt.received_on.isoformat()),
        ("銀行照会番号", receipt.bank_reference),
        ("振込人の表示", receipt.payer),
        ("区分", receipt.get_kind_display()),
        ("整理の方法", way.label),
        ("金額", format_yen(yen)),
    )
    if receipt.taken_by is not None:
        facts += (("案件での収納", jst_day(receipt.taken_by.acted_at).isoformat()),)
    mirrors = booked_as(receipt) if way == Way.TAKE_BACK else ()
    if mirrors:
        facts += (("取り消す仕訳", said_of(mirrors)),)
    return Slip(
        own, Voucher.Kind.CLEARING, yen, reason, facts, entries, payments, receipt=receipt,
        mirrors=mirrors,
    )  # fmt: skip


def booked_as(receipt: StrayReceipt) -> list[Booked]:
    """The entries that booked the receipt; the two that stand in two 勘定 are tied."""
    record = ActRecord.objects.get(act="record_stray_receipt", subject_id=receipt.pk)
    found = [
        entry
        for segment in (receipt.segment, receipt.other_segment)
        if segment is not None
        for entry in entries_of_key(segment, record.key)
    ]
    return [
        Booked(e.segment, e.seq, int(e.event in {"STRAY_RECEIPT", "STRAY_CLAIM"})) for e in found
    ]


@act
def propose_clearing(
    receipt_id: UUID, way: str, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the clearing up (起案)."""
    receipt = lock(StrayReceipt, receipt_id)
    refuse_if(problems_clearing(receipt, way, reason))
    voucher, draft = draw_up(slip_of(receipt, Way(way), reason, jst_day(now)))
    return record_act(voucher, amount_yen=receipt.amount_yen, way=way, version=draft.version)
