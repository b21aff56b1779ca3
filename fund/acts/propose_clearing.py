"""誤入金・不明入金の整理の起票: whose money it is was found out.

Who: accounting_clerk
State: voucher 決裁待ち
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, TextChoices

from fund.acts.propose_voucher_withdrawal import said_of
from fund.chart import KEPT_FOR_OTHERS
from fund.entries.costs import transfer_entries
from fund.entries.strays import (
    booked_as_interest_entry,
    booked_as_return_entry,
    may_be_decided_entry,
    sent_back_entry,
)
from fund.models import StrayReceipt, Voucher
from fund.money import format_yen
from fund.queries import entries_of_key
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
    RETURNED = "RETURNED", "返還金収入とする"
    TAKE_BACK = "TAKE_BACK", "記帳を取り消し、本来の手続（返還金の収納等）で記帳する"


WAYS = {
    Kind.UNKNOWN: (Way.SEND_BACK, Way.INTEREST, Way.RETURNED, Way.TAKE_BACK),
    Kind.OF_OTHERS: (Way.TRANSFER, Way.TAKE_BACK),
    Kind.ELSEWHERE: (Way.TRANSFER, Way.TAKE_BACK),
}


def problems_clearing(receipt: StrayReceipt, way: str, reason: str) -> list[Problem]:
    """Every reason why the receipt is not cleared this way."""
    problems = problems_in_hand(receipt)
    if way not in WAYS[Kind(receipt.kind)]:
        allowed = "、".join(Way(w).label for w in WAYS[Kind(receipt.kind)])
        problems.append(
            Problem(
                "way",
                "この入金には使えない整理の方法です。",
                f"次から選んでください: {allowed}。",
                "way",
            )
        )
    if not reason.strip():
        problems.append(
            Problem("reason", "判明した経緯がありません。", "記入してください。", "reason")
        )
    return problems


def problems_in_hand(receipt: StrayReceipt, own: Voucher | None = None) -> list[Problem]:
    """Why no voucher but `own` may clear it: it is cleared, or another one is under way."""
    if receipt.cleared_on is not None:
        return [Problem("cleared", "この入金は整理済みです。", "記録を確認してください。")]
    waits = receipt.vouchers.filter(Q(approved_on=None) | Q(pays=True, settled_on=None))
    waits = waits.filter(returned_on=None, withdrawn_on=None).exclude(
        pk__in=[own.pk] if own else []
    )
    other = waits.order_by("number").last()
    if other is None:
        return []
    paying = "の出納を済ませるか、取り止めてください。"
    cure = paying if other.approved_on else "を差し戻してください。"
    text = f"この入金の整理は、伝票 {other.number} で「{other.stage}」です。"
    return [Problem("in_hand", text, f"先に {other.number} {cure}")]


def slip_of(receipt: StrayReceipt, way: Way, reason: str, on: date) -> Slip:
    """What the clearing books: at once, or when the money moves."""
    yen, own, memo = receipt.amount_yen, receipt.segment, f"整理 {receipt.bank_reference}"
    entries: tuple[Planned, ...] = ()
    payments: tuple[Planned, ...] = ()
    if way == Way.TRANSFER:
        assert receipt.other_segment is not None, "two 勘定 are meant"
        keeps, owns = own, receipt.other_segment
        if receipt.kind == Kind.ELSEWHERE:
            keeps, owns = owns, keeps
        pays, receives = transfer_entries(KEPT_FOR_OTHERS, yen, ON_PAYMENT, memo)
        payments = (Planned(keeps, pays, 1), Planned(owns, receives, 1))
        if receipt.kind == Kind.ELSEWHERE and receipt.account == "4301":
            payments += (Planned(own, may_be_decided_entry(yen, ON_PAYMENT, memo)),)
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
