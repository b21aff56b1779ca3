"""相殺 (適正化法20条): an approved payment to the company pays what it owes on an overdue order.

Who: accounting_approver
State: refund OVERDUE, COMPULSORY → PART_PAID, PRINCIPAL_PAID when paid; payment → CONFIRMED
Ledger: JE21 (2201 or 1121 / 1131; no cash)
Paper: 相殺通知書 (with the worksheet)
Deadline: none
"""

from datetime import date, datetime
from uuid import UUID

from fund import ledger
from fund.entries import charges_entry, set_off_entry
from fund.money import format_yen
from grants.acts.return_application import problems_returning
from grants.case import books_of
from grants.limitation import let_go
from grants.models import Grant, Payment, RefundOrder, RefundReceipt, SetOff
from grants.models.payment import PaymentKind
from grants.refund_case import Allocation, allocate
from grants.settling import settle
from workflow import duties, notices
from workflow.act import PART, act, lock, running_act
from workflow.advance import advance, record_act
from workflow.authority import problems_of_same_person
from workflow.calendar import jst_day
from workflow.machines.payment import PaymentState
from workflow.machines.refund import RefundState
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_setting_off(order: RefundOrder, payment: Payment, given: Allocation) -> list[Problem]:
    """Every reason why this payment cannot be set off against this order."""
    problems = []
    if payment.organisation_id != order.organisation_id:
        problems.append(
            Problem("other_company", "別の事業者の支払です。", "同じ事業者の支払を選んでください。")
        )
    if payment.grant.plan.segment != order.grant.plan.segment:
        problems.append(Problem("other_segment", "別の勘定の支払です。", "相殺はできません。"))
    if order.state not in {RefundState.OVERDUE, RefundState.COMPULSORY}:
        problems.append(
            Problem("not_overdue", "納期日を過ぎた返還命令に限ります。", "先に督促してください。")
        )
    if payment.state != PaymentState.APPROVED:
        problems.append(
            Problem("not_approved", "支払決定済みの支払に限ります。", "支払を選び直してください。")
        )
    if given.principal_yen < payment.amount_yen:
        problems.append(
            Problem(
                "above_open",
                f"支払額が未納の元本 {format_yen(given.principal_yen)} を超えます。",
                "未納の元本以下の請求に分けてください。",
            )
        )
    return problems


@act
def set_off_refund(
    order_id: UUID, payment_id: UUID, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Let the payment pay the order; the company is told, and no bank line follows."""
    payment = lock(Payment, payment_id)
    order = lock(RefundOrder, order_id)
    grants = {pk: lock(Grant, pk) for pk in sorted({payment.grant_id, order.grant_id})}
    today = jst_day(now)
    given = allocate(order, today, payment.amount_yen)
    problems = problems_returning(reason, "相殺の理由") + problems_setting_off(
        order, payment, given
    )
    if payment.checked_by is not None:
        problems += problems_of_same_person(actor, payment.checked_by, "支払の審査")
    refuse_if(problems)
    payment.value_on, payment.bank_reference = today, f"相殺-{payment.pk}"
    record = advance(
        payment, "to_set_off", columns=("value_on", "bank_reference"), reason=reason,
        amount_yen=payment.amount_yen,
    )  # fmt: skip
    receipt = RefundReceipt.objects.create(
        order=order, organisation=order.organisation, received_on=today,
        amount_yen=payment.amount_yen, principal_yen=payment.amount_yen, surcharge_yen=0,
        late_yen=0, overpaid_yen=0, bank_reference=payment.bank_reference,
    )  # fmt: skip
    SetOff.objects.create(
        receipt=receipt, payment=payment, organisation=order.organisation, reason=reason,
        set_off_on=today,
    )  # fmt: skip
    _move(record, order, given, today)
    notices.tell(
        notices.people_of(order.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_ACCOUNTANT),
        "set_off",
        order,
        f"相殺の通知（{order.grant.number}）",
        f"{payment} {format_yen(payment.amount_yen)} を返還金に充当しました（適正化法20条）。",
    )
    _post(order, payment, grants, given)
    for grant in grants.values():
        settle(grant)
    return record


def _move(record: ActRecord, order: RefundOrder, given: Allocation, today: date) -> None:
    if not given.is_paid_up and order.state == RefundState.COMPULSORY:
        record_act(order, source=order.state, target=order.state)
        return
    if not given.is_paid_up:
        advance(order, "to_part_paid")
        return
    order.surcharge_yen, order.late_yen = given.surcharge_total_yen, given.late_total_yen
    advance(order, "to_principal_paid", columns=("surcharge_yen", "late_yen"))
    duties.meet(record, order, "REFUND", today)
    let_go(record, order)
    if given.is_cleared:
        advance(order, "to_cleared")


def _post(
    order: RefundOrder, payment: Payment, grants: dict[UUID, Grant], given: Allocation
) -> None:
    running = running_act()
    paying, owing = grants[payment.grant_id], grants[order.grant_id]
    on, memo = running.today, f"相殺 {paying.number} → {owing.number}"
    entry = set_off_entry(
        books_of(paying), books_of(owing), payment.amount_yen,
        is_final=payment.kind == PaymentKind.FINAL,
        from_advance=payment.amount_yen if order.from_advance_yen else 0, on=on, memo=memo,
    )  # fmt: skip
    segment = owing.plan.segment
    assert payment.checked_by_id is not None, "an approved payment was checked"
    ledger.post(
        segment, entry, key=running.key, actor=payment.checked_by_id, approver=running.actor.pk
    )
    charges = given.surcharge_total_yen, given.late_total_yen
    if given.is_paid_up and any(charges):
        ledger.post(
            segment, charges_entry(books_of(owing), *charges, on, memo),
            key=f"{running.key}{PART}charges", actor=running.actor.pk,
        )  # fmt: skip
