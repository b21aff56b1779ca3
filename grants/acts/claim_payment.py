"""概算払・精算払の請求: the company claims, within what is verified and decided.

Who: recipient_releaser, recipient_accountant
State: — (RUNNING, PARTLY_CANCELLED, AMOUNT_FIXED); payment → REQUESTED
Ledger: none
Paper: none (the claim is the company's own)
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from fund.money import format_yen
from grants.amounts import advance_ceiling_yen
from grants.case import (
    admitted_costs,
    balances_of,
    in_flight_yen,
    kept_yen,
    last_inspection,
)
from grants.models import Grant, Payment
from grants.models.payment import PaymentKind
from workflow import notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if

CLAIMABLE = {
    GrantState.RUNNING: PaymentKind.ADVANCE,
    GrantState.AMOUNT_FIXED: PaymentKind.FINAL,
}


def claimable_kind(grant: Grant) -> PaymentKind | None:
    """What may be claimed now: 概算払 while the project runs, 精算払 once the amount is fixed."""
    if grant.state == GrantState.PARTLY_CANCELLED:
        return PaymentKind.ADVANCE if grant.fixed_on is None else PaymentKind.FINAL
    return CLAIMABLE.get(GrantState(grant.state))


def payable_yen(grant: Grant, kind: str, *, besides: Payment | None = None) -> int:
    """How much of this kind may still be claimed, in yen; claims under way are taken off."""
    under_way = in_flight_yen(grant, besides=besides)
    if kind == PaymentKind.FINAL:
        return balances_of(grant)["B400"] - under_way
    gone = kept_yen(grant) + under_way
    return advance_ceiling_yen(grant.decided_yen or 0, admitted_costs(last_inspection(grant)), gone)


def problems_claiming(grant: Grant, kind: str, amount_yen: int, payable: int) -> list[Problem]:
    """Every reason why this amount cannot be claimed."""
    problems = []
    if kind != claimable_kind(grant):
        problems.append(
            Problem(
                "wrong_state",
                f"現在の状態「{grant.get_state_display()}」では請求できません。",
                "概算払は事業実施中、精算払は額の確定後に請求します。",
            )
        )
    if amount_yen <= 0:
        problems.append(
            Problem("amount", "請求額は正の額です。", "金額を直してください。", "amount_yen")
        )
    if amount_yen > payable:
        problems.append(
            Problem(
                "above_payable",
                f"請求できる残りの額 {format_yen(payable)} を超えています。",
                "検査で認められた費用×助成率と交付決定額の範囲で請求してください。",
                "amount_yen",
                amount_yen - payable,
            )
        )
    return problems


@act
def claim_payment(
    grant_id: UUID, kind: str, amount_yen: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Write the claim; the grant's row is locked so that two claims cannot share one balance."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_claiming(grant, kind, amount_yen, payable_yen(grant, kind)))
    payment = Payment.objects.create(
        grant=grant,
        organisation=grant.organisation,
        kind=kind,
        number=grant.payments.count() + 1,
        amount_yen=amount_yen,
        claimed_on=jst_day(now),
    )
    notices.tell_role(
        Role.ACCOUNTING_CLERK,
        "payment_claimed",
        payment,
        f"支払の請求（{grant.number}）",
        f"{payment.get_kind_display()} {format_yen(amount_yen)} の請求がありました。",
    )
    return record_act(payment, target=payment.state, amount_yen=amount_yen, grant=grant.number)
