"""支払の確認: the bank's line confirms the value date; only now the money is booked.

Who: cashier
State: payment FILE_SENT → CONFIRMED; grant → SETTLED when nothing is open
Ledger: JE11 概算払 or JE13 精算払, on the value date
Paper: 助成金支払通知書
Deadline: none
"""

from datetime import date, datetime
from uuid import UUID

from fund import ledger
from fund.bank_lines import places_of
from fund.entries import Entry, advance_entry, final_payment_entry
from fund.money import format_yen
from grants.acts.check_payment import DOCUMENT
from grants.acts.instruct_bank import problems_of_one_hand
from grants.case import books_of
from grants.models import Grant, Payment
from grants.models.payment import PaymentKind
from grants.settling import settle
from workflow import notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.approvals import latest_draft
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_confirming(
    payment: Payment, value_on: date, bank_reference: str, today: date
) -> list[Problem]:
    """Every reason why the bank's line cannot confirm this payment."""
    problems = []
    if not payment.claimed_on <= value_on <= today:
        problems.append(
            Problem(
                "value_on",
                "支払日は請求日から本日までの日です。",
                "銀行の明細を確認してください。",
                "value_on",
            )
        )
    if not bank_reference.strip():
        problems.append(
            Problem(
                "bank_reference",
                "銀行照会番号がありません。",
                "明細の照会番号を記入してください。",
                "bank_reference",
            )
        )
    elif places := "、".join(places_of(bank_reference)):
        problems.append(
            Problem(
                "line_used",
                f"この銀行明細は記帳済みです: {places}。",
                "照会番号を確認してください。",
                "bank_reference",
            )
        )
    return problems


@act
def confirm_payment(
    payment_id: UUID, value_on: date, bank_reference: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Book the payment on the bank's date and tell the company."""
    payment = lock(Payment, payment_id)
    grant = lock(Grant, payment.grant_id)
    problems = problems_confirming(payment, value_on, bank_reference, jst_day(now))
    refuse_if(problems + problems_of_one_hand(payment, actor))
    payment.value_on, payment.bank_reference = value_on, bank_reference
    record = advance(
        payment,
        "to_confirmed",
        columns=("value_on", "bank_reference"),
        amount_yen=payment.amount_yen,
    )
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_ACCOUNTANT, Role.RECIPIENT_RELEASER),
        "payment_made",
        payment,
        f"支払のお知らせ（{grant.number}）",
        f"{payment.get_kind_display()} {format_yen(payment.amount_yen)} を "
        f"{day_text(value_on)} に支払いました。",
    )
    draft = latest_draft(DOCUMENT, payment.pk)
    assert draft is not None, "a confirmed payment was put up and approved"
    entry = _entry_of(payment, grant, value_on).resting_on(draft.pk, bytes(draft.content_sha))
    entry = ledger.in_open_month(grant.plan.segment, entry, jst_day(now))
    ledger.post(grant.plan.segment, entry, key=key, actor=actor.pk, approver=payment.approved_by_id)
    settle(grant)
    return record


def _entry_of(payment: Payment, grant: Grant, value_on: date) -> Entry:
    make = advance_entry if payment.kind == PaymentKind.ADVANCE else final_payment_entry
    memo = f"{payment.get_kind_display()} {grant.number} 第{payment.number}回"
    return make(books_of(grant), payment.amount_yen, value_on, memo)
