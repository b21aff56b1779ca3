"""返還命令 (適正化法18条): what was cancelled after payment is ordered back, by a date.

Who: department_director, executive
State: refund → ORDERED
Ledger: JE15b before 額の確定; JE16 or JE17 after it (an excess at 額の確定 is booked there, JE14)
Paper: 助成金返還命令書 (with lots and worksheet)
Deadline: 返還の期限 (18条), 延滞金 from the day after it (19条2項); 時効の管理; 返還命令の発出 met
"""

from datetime import datetime
from uuid import UUID

from fund import ledger
from fund.entries import refund_order_entry
from fund.money import format_yen
from grants.case import books_of, dated_receipts, receipts_left
from grants.limitation import Claim, watch
from grants.models import Cancellation, Grant, RefundLot, RefundOrder
from grants.refund_terms import lots_for_refund
from workflow import duties, notices
from workflow.act import act, lock, running_act
from workflow.advance import record_act
from workflow.authority import problems_of_same_person
from workflow.calendar import day_text, fiscal_year, jst_day
from workflow.law import article_of, due_on
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_ordering(cancellation: Cancellation, actor: Person) -> list[Problem]:
    """Every reason why no order can follow from this cancellation."""
    problems = problems_of_same_person(actor, cancellation.drafted_by, "取消しの起案")
    if cancellation.refund_yen == 0:
        problems.append(
            Problem(
                "nothing_paid", "取り消した部分に支払済みの額がありません。", "返還命令は不要です。"
            )
        )
    if RefundOrder.objects.filter(cancellation=cancellation).exists():
        problems.append(
            Problem(
                "ordered",
                "この取消しに係る返還命令は既に出されています。",
                "返還の画面を確認してください。",
            )
        )
    return problems


@act
def order_refund(cancellation_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Order back what a cancellation took from money already paid."""
    cancellation = lock(Cancellation, cancellation_id)
    grant = lock(Grant, cancellation.grant_id)
    refuse_if(problems_ordering(cancellation, actor))
    record = record_act(
        cancellation, refund_yen=cancellation.refund_yen, ground=cancellation.ground
    )
    from_advance = 0 if cancellation.is_after_fixing else cancellation.refund_yen
    write_order(
        record, grant, cancellation.ground, cancellation.refund_yen, from_advance,
        cancellation.reason, cancellation,
    )  # fmt: skip
    today = jst_day(now)
    duties.meet(record, grant, "REFUND_ORDER", today, period_key=str(cancellation.pk))
    entry = refund_order_entry(
        books_of(grant),
        from_advance=from_advance,
        from_expense=cancellation.refund_yen - from_advance,
        same_year=grant.fixed_on is not None and fiscal_year(grant.fixed_on) == fiscal_year(today),
        on=today,
        memo=f"返還命令 {grant.number}",
    )
    ledger.post(
        grant.plan.segment, entry, key=key, actor=cancellation.drafted_by_id, approver=actor.pk
    )
    return record


def write_order(
    record: ActRecord,
    grant: Grant,
    ground: str,
    principal_yen: int,
    from_advance_yen: int,
    reason: str,
    cancellation: Cancellation | None = None,
) -> RefundOrder:
    """Write the order with its lots (令10条1項) and its due date. Posts nothing."""
    today = running_act().today
    due = due_on("refund_due", today, grant.rules_on)
    order = RefundOrder.objects.create(
        grant=grant,
        organisation=grant.organisation,
        cancellation=cancellation,
        number=grant.refund_orders.count() + 1,
        ground=ground,
        reason=reason,
        ordered_on=today,
        due_on=due.due_on,
        principal_yen=principal_yen,
        from_advance_yen=from_advance_yen,
    )
    _write_lots(order)
    record_act(order, target=order.state, principal_yen=principal_yen, due_on=due.due_on)
    duties.owe(
        record,
        order,
        "REFUND",
        "助成金の返還",
        due,
        article=article_of("refund_due", grant.rules_on),
    )
    watch(record, order, Claim.PRINCIPAL, order.due_on)
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_ACCOUNTANT),
        "refund_ordered",
        order,
        f"返還命令（{grant.number}）",
        f"{format_yen(principal_yen)} を {day_text(due.due_on)} までに返還してください。"
        f"根拠: {order.get_ground_display()}。",
    )
    return order


def _write_lots(order: RefundOrder) -> None:
    left = receipts_left(order.grant)
    rest = dict(lots_for_refund(dated_receipts(left), order.principal_yen))
    for payment, yen in reversed(left):
        assert payment.value_on is not None
        part = min(yen, rest.get(payment.value_on, 0))
        if part:
            rest[payment.value_on] -= part
            RefundLot.objects.create(
                order=order, organisation=order.organisation, payment=payment,
                received_on=payment.value_on, amount_yen=part,
            )  # fmt: skip
    assert not any(rest.values()), "an order is covered by receipts"
