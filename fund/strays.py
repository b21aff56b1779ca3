"""Money in suspense: what stands there, why nothing may clear it now, and how a case takes its own.

The fund knows no cases. An act further right asks for the bank's line with `in_suspense`, books
what `paid_by` makes of its entries, and says with `take` that the money is taken.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from fund.chart import AVAILABLE
from fund.entries import Entry
from fund.entries.strays import NOT_HERE, SUSPENSE, from_suspense, not_here_entry
from fund.models import StrayReceipt, Voucher
from fund.money import format_yen
from fund.queries import PostingRow, entries_of_key, postings
from fund.vouchers import DOCUMENT
from workflow import duties
from workflow.approvals import latest_draft
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Obligation
from workflow.problems import Problem

STRAY = "STRAY_RECEIPT"
Kind = StrayReceipt.Kind


def suspended(segment: int) -> QuerySet[StrayReceipt]:
    """The receipts whose money stands on 2301 of a 勘定, in its own account or in another's."""
    astray = Q(kind=Kind.ELSEWHERE, account=SUSPENSE, taken_by=None)
    return StrayReceipt.objects.filter(
        Q(kind=Kind.UNKNOWN) | astray, segment=segment, cleared_on=None
    )


def sum_yen(receipts: QuerySet[StrayReceipt]) -> int:
    """What receipts add up to."""
    return int(receipts.aggregate(yen=Sum("amount_yen"))["yen"] or 0)


def standing_account(receipt: StrayReceipt) -> str:
    """What the money is booked as by now, in the books of the 勘定 whose it is."""
    corrections = receipt.vouchers.filter(
        kind=Voucher.Kind.STRAY_CORRECTED, approved_on__isnull=False
    )
    last = corrections.order_by("approved_on", "number").last()
    if last is None:
        return receipt.account
    draft = latest_draft(DOCUMENT, last.pk)
    assert draft is not None, "an approved voucher was put up"
    return str(draft.content["entries"][0]["lines"][0]["credit"])


def in_suspense(reference: str, segment: int) -> StrayReceipt | None:
    """The receipt under this reference that a case of the 勘定 may take, locked. None: none.

    Lock order: the case's rows, this one, the 勘定. Who comes second finds it taken.
    """
    rows = suspended(segment).select_for_update(of=("self",))
    return rows.filter(bank_reference=reference).first()


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


def problems_taking(receipt: StrayReceipt | None, on: date, amount_yen: int) -> list[Problem]:
    """Why a case does not take it: it is being cleared otherwise, or came on another day or sum."""
    if receipt is None:
        return []
    problems = problems_in_hand(receipt)
    if (on, amount_yen) != (receipt.received_on, receipt.amount_yen):
        problems.append(
            Problem(
                "suspense",
                f"この照会番号の入金は、{day_text(receipt.received_on)} の "
                f"{format_yen(receipt.amount_yen)} として仮受金に記帳されています。",
                "納付日と納付額を、仮受金の記帳のとおり記入してください。一部だけがこの案件の入金なら、"
                "整理の起票で記帳を取り消し、照会番号に枝番を付けて、この案件の分と残りとに分けて記帳し直して"
                "ください。",
                "bank_reference",
            )
        )
    return problems


def paid_by(receipt: StrayReceipt | None, entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """A case's entries by their part of the key, as they are booked when this receipt pays them.

    None: the bank's line pays them. What lies in another 勘定's account is held back besides.
    """
    if receipt is None:
        return dict(entries)
    found = {part: from_suspense(entry) for part, entry in entries.items()}
    waits = not_here_entry(found.values()) if receipt.kind == Kind.ELSEWHERE else None
    return found | {"astray": waits} if waits else found


def take(receipt: StrayReceipt, record: ActRecord) -> None:
    """The act of this record took the receipt; one in our own account is cleared by that."""
    receipt.taken_by = record
    columns = ["taken_by"]
    if receipt.kind == Kind.UNKNOWN:
        receipt.cleared_on = jst_day(record.acted_at)
        columns.append("cleared_on")
        duties.meet(record, receipt, STRAY, receipt.cleared_on)
    receipt.save(update_fields=columns)


def held_back(receipt: StrayReceipt) -> list[PostingRow]:
    """The lines that keep what a case took out of B200 until the transfer; none: nothing waits."""
    if receipt.taken_by is None:
        return []
    entries = entries_of_key(receipt.segment, receipt.taken_by.key)
    return [
        line
        for entry in entries
        if entry.event == NOT_HERE
        for line in postings(entry.segment, entry.seq)
    ]


@dataclass(frozen=True)
class Transfer:
    """What another 勘定 still has to send. on: when its clearing is due. budget_yen: for B200."""

    on: date
    reference: str
    yen: int
    budget_yen: int


def transfers_to_come(segment: int) -> Iterator[Transfer]:
    """The money of a 勘定 in other accounts, once it is known what it is."""
    rows = StrayReceipt.objects.filter(segment=segment, kind=Kind.ELSEWHERE, cleared_on=None)
    for row in rows.exclude(account=SUSPENSE, taken_by=None).select_related("taken_by"):
        due = Obligation.objects.filter(subject_id=row.pk, kind=STRAY).latest("due_on").due_on
        held_yen = sum(line.yen for line in held_back(row) if line.debit == AVAILABLE)
        budget_yen = row.amount_yen if row.account == "4301" else held_yen
        yield Transfer(due, row.bank_reference, row.amount_yen, budget_yen)
