"""返還金の収納 (施行令10条2項): principal first, then 加算金, then 延滞金, the rest 過誤納金.

Who: accounting_clerk
State: refund ORDERED … → PART_PAID, PRINCIPAL_PAID, CLEARED when paid; grant → SETTLED
Ledger: JE15 (1101 / 4301 once written off), JE18 when paid up, JE20; out of suspense 2301 for 1101
Paper: 返還金領収書 (with the worksheet as it is now)
Deadline: 返還 met when the principal is paid up; 督促 and 時効の管理 end with it; 入金の整理 met
"""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from fund import ledger
from fund.bank_lines import problems_with_reference
from fund.entries import (
    Entry,
    GrantBooks,
    charges_entry,
    charges_receipt_entry,
    recovery_entry,
    refund_receipt_entry,
)
from fund.models import StrayReceipt
from fund.strays import in_suspense, paid_by, problems_taking, take
from grants.case import books_of
from grants.limitation import let_go
from grants.models import Grant, RefundOrder, RefundReceipt
from grants.refund_case import Allocation, allocate
from grants.settling import settle
from workflow import duties
from workflow.act import PART, act, lock, running_act
from workflow.advance import advance, record_act
from workflow.calendar import jst_day
from workflow.machines.refund import RefundState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

# 強制徴収 goes on until the principal is paid up; a part payment does not end it.
PAYABLE = {RefundState.ORDERED, RefundState.PART_PAID, RefundState.OVERDUE}


def problems_receiving(
    order: RefundOrder, received_on: date, amount_yen: int, bank_reference: str, today: date,
    stray: StrayReceipt | None = None,
) -> list[Problem]:  # fmt: skip
    """Every reason why the bank's line cannot be taken as a payment on this order.

    stray: the line as it stands in suspense.
    """
    problems = problems_taking(stray, received_on, amount_yen)
    is_late = stray is not None and order.state in PAYABLE
    first = order.ordered_on if is_late else counted_on(order, order.ordered_on)
    if not first <= received_on <= today:
        cure = (
            "仮受金のうち、命令の前に入金された額と、元本の完納の後に判明したその前の入金は、"
            "払込人に返してください。"
        )
        problems.append(
            Problem(
                "received_on",
                "納付日は命令日以後、前回の納付日以後、本日までの日です。",
                f"銀行の明細を確認してください。{cure if stray else ''}",
                "received_on",
            )
        )
    if amount_yen <= 0:
        problems.append(
            Problem("amount", "納付額は正の額です。", "金額を直してください。", "amount_yen")
        )
    booked = RefundReceipt.objects.filter(bank_reference=bank_reference)
    problems += problems_with_reference(bank_reference, booked, stray)
    if order.state in {RefundState.CLEARED, RefundState.WAIVED}:
        problems.append(
            Problem(
                "cleared", "この返還命令は完納されています。", "不明入金として記録してください。"
            )
        )
    return problems


def counted_on(order: RefundOrder, received_on: date) -> date:
    """The day on which a payment counts: not before one that was received already.

    What stood in suspense may have come before it; the charges reckon with the day it came.
    """
    last = order.receipts.order_by("-received_on").first()
    return max(received_on, last.received_on) if last else received_on


@act
def receive_refund(
    order_id: UUID,
    received_on: date,
    amount_yen: int,
    bank_reference: str,
    *,
    actor: Person,
    now: datetime,
    key: str,
) -> ActRecord:
    """Allocate what came in, book it, and bill the charges when the principal is paid up."""
    order = lock(RefundOrder, order_id)
    grant = lock(Grant, order.grant_id)
    stray = in_suspense(bank_reference, grant.plan.segment)
    today = jst_day(now)
    refuse_if(problems_receiving(order, received_on, amount_yen, bank_reference, today, stray))
    on = counted_on(order, received_on)
    given = allocate(order, received_on, amount_yen, on)
    RefundReceipt.objects.create(
        order=order, organisation=order.organisation, received_on=received_on,
        amount_yen=amount_yen, principal_yen=given.principal_yen,
        surcharge_yen=given.surcharge_yen, late_yen=given.late_yen,
        overpaid_yen=given.overpaid_yen, recovered_yen=given.recovered_yen,
        bank_reference=bank_reference,
    )  # fmt: skip
    if given.is_paid_up:
        order.surcharge_yen, order.late_yen = given.surcharge_total_yen, given.late_total_yen
    record = _move(order, given, amount_yen)
    if given.is_paid_up:
        duties.meet(record, order, "REFUND", on)
    if given.is_cleared:
        duties.meet(record, order, "CHARGES", on)
    let_go(record, order)
    if stray:
        take(stray, record)
    _post(order, grant, given, on, stray)
    settle(grant)
    return record


def _move(order: RefundOrder, given: Allocation, amount_yen: int) -> ActRecord:
    charges = ("surcharge_yen", "late_yen")
    if given.is_paid_up:
        record = advance(order, "to_principal_paid", columns=charges, amount_yen=amount_yen)
        if given.is_cleared:
            advance(order, "to_cleared")
        return record
    if given.is_cleared:
        return advance(order, "to_cleared", amount_yen=amount_yen)
    if order.state in PAYABLE:
        return advance(order, "to_part_paid", amount_yen=amount_yen)
    return record_act(order, source=order.state, target=order.state, amount_yen=amount_yen)


def _post(
    order: RefundOrder, grant: Grant, given: Allocation, on: date, stray: StrayReceipt | None
) -> None:
    running = running_act()
    memo = f"返還 {grant.number} 第{order.number}号"
    entries = dict(_entries(order, books_of(grant), given, on, memo))
    for part, entry in paid_by(stray, entries).items():
        dated = ledger.in_open_month(grant.plan.segment, entry, running.today)
        key = f"{running.key}{PART}{part}"
        ledger.post(grant.plan.segment, dated, key=key, actor=running.actor.pk)


def _entries(
    order: RefundOrder, books: GrantBooks, given: Allocation, on: date, memo: str
) -> Iterator[tuple[str, Entry]]:
    # An order after 額の確定 takes from what was settled, one before it from advances.
    from_advance = given.principal_yen if order.from_advance_yen else 0
    from_settled = given.principal_yen - from_advance
    charges = given.surcharge_total_yen, given.late_total_yen
    if given.principal_yen:
        yield (
            "principal",
            refund_receipt_entry(
                books, from_advance=from_advance, from_settled=from_settled, on=on, memo=memo
            ),
        )
    if given.recovered_yen:
        yield "recovered", recovery_entry(books, given.recovered_yen, on, memo)
    if given.is_paid_up and any(charges):
        yield "charges", charges_entry(books, *charges, on, memo)
    if given.surcharge_yen + given.late_yen + given.overpaid_yen:
        yield (
            "surplus",
            charges_receipt_entry(
                books,
                surcharge=given.surcharge_yen,
                late=given.late_yen,
                overpaid=given.overpaid_yen,
                on=on,
                memo=memo,
            ),
        )
