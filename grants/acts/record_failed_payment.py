"""振込不能・組戻し: the bank did not pay, or gave the money back.

Who: cashier
State: payment FILE_SENT, CONFIRMED → FAILED; grant SETTLED → AMOUNT_FIXED when it was paid
Ledger: reversal of the payment's entry when it was booked, on the bank's date
Paper: none
Deadline: none
"""

from datetime import date, datetime
from uuid import UUID

from fund import ledger
from fund.money import format_yen
from fund.queries import entries_of_key, open_day
from grants.acts.return_application import problems_returning
from grants.case import orders_to_come
from grants.models import Grant, Payment, SetOff
from grants.models.payment import PaymentKind
from grants.settling import unsettle
from workflow import notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import jst_day
from workflow.machines.grant import GrantState
from workflow.machines.payment import PaymentState
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if

ENDED = {GrantState.MONITORING, GrantState.CLOSED, GrantState.CANCELLED}


def problems_failing(
    grant: Grant, payment: Payment, returned_on: date, today: date
) -> list[Problem]:
    """Why the bank's return cannot be recorded: its day, or what already counts on the payment."""
    problems = []
    if not (payment.value_on or payment.claimed_on) <= returned_on <= today:
        problems.append(
            Problem(
                "returned_on",
                "返戻日は支払日（支払前は請求日）から本日までの日です。",
                "銀行の明細を確認してください。",
                "returned_on",
            )
        )
    return problems + problems_counted_on(grant, payment)


def problems_counted_on(grant: Grant, payment: Payment) -> list[Problem]:
    """A payment made can only be undone while nothing else rests on it."""
    if payment.state != PaymentState.CONFIRMED or not _is_counted_on(grant, payment):
        return []
    return [
        Problem(
            "counted_on",
            "この支払は額の確定、返還命令又は相殺の計算に入っています。",
            "返戻金は返還の納付又は不明入金として記録してください。",
        )
    ]


def _is_counted_on(grant: Grant, payment: Payment) -> bool:
    advance_settled = payment.kind == PaymentKind.ADVANCE and grant.fixed_on is not None
    taken_back = payment.lots.exists() or bool(orders_to_come(grant))
    set_off = SetOff.objects.filter(payment=payment).exists()
    return advance_settled or taken_back or set_off or grant.state in ENDED


@act
def record_failed_payment(
    payment_id: UUID, returned_on: date, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Record the bank's return and tell the company; the claim may be made anew."""
    payment = lock(Payment, payment_id)
    grant = lock(Grant, payment.grant_id)
    today = jst_day(now)
    refuse_if(
        problems_returning(reason, "振込不能・組戻しの理由")
        + problems_failing(grant, payment, returned_on, today)
    )
    was_booked = payment.state == PaymentState.CONFIRMED
    record = advance(payment, "to_failed", reason=reason, amount_yen=payment.amount_yen)
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_ACCOUNTANT, Role.RECIPIENT_RELEASER),
        "payment_failed",
        payment,
        f"振込不能のお知らせ（{grant.number}）",
        f"{payment.get_kind_display()} {format_yen(payment.amount_yen)} は支払われませんでした。"
        f"理由: {reason}。振込先を確認し、改めて請求してください。",
    )
    if was_booked:
        confirmed = ActRecord.objects.get(subject_id=payment.pk, target=PaymentState.CONFIRMED)
        booked = entries_of_key(grant.plan.segment, confirmed.key)[0]
        day = open_day(grant.plan.segment, returned_on, today)
        ledger.reverse(
            grant.plan.segment, booked.seq, key=key, on=day, reason="振込不能", actor=actor.pk
        )
        if grant.state == GrantState.SETTLED:
            unsettle(advance(grant, "to_unsettled"), grant)
    return record
