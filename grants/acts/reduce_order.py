"""返還命令の減額: lowered after an appeal; the worksheets before and after are both kept.

Of a decision cancelled whole what the appeal leaves stands again: cancelled in part.

Who: executive
State: refund ORDERED, PART_PAID, OVERDUE, COMPULSORY, PRINCIPAL_PAID, CHARGES_BILLED, CLEARED, WAIVED → PRINCIPAL_PAID, CLEARED when enough was paid; grant CANCELLED → PARTLY_CANCELLED (→ SUSPENDED, ABOLISHED); grant → SETTLED
Ledger: the receivable is taken back the way it arose (JE15b, JE16, JE17); what was paid pays charges, the rest 過誤納金, charges paid too much with it (B200 → B100)
Paper: 助成金返還命令変更（減額）通知書 (with both worksheets)
Deadline: none (the due date stands); 返還 met where enough was paid already; 実績報告 anew, and what is to come, where a cancelled case stands again
"""  # noqa: E501 (state, ledger and deadline are one line each)

from datetime import date, datetime
from typing import Any
from uuid import UUID

from fund import ledger
from fund.money import format_yen
from grants.acts.propose_reduction import DOCUMENT, ReductionProposal, problems_reducing
from grants.case import books_of, standing_principal_yen, standing_yen
from grants.limitation import let_go
from grants.lowering import Lowering, lowering_entries, lowering_of
from grants.models import Grant, OrderReduction, RefundOrder, RefundReceipt
from grants.plan_measures import exceeds_ceiling
from grants.refund_case import assessment_of
from grants.remainder import stand_again
from grants.settling import settle
from workflow import duties, notices
from workflow.act import PART, act, lock
from workflow.advance import advance, record_act
from workflow.approvals import approve, pending_draft
from workflow.calendar import fiscal_year, jst_day
from workflow.machines.grant import GrantState
from workflow.machines.refund import UNPAID, RefundState
from workflow.models import ActRecord, Draft, Person, Role
from workflow.problems import refuse_if


@act
def reduce_order(
    order_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Approve the reduction read in this version; the decision regains what the order loses."""
    order = lock(RefundOrder, order_id)
    grant = lock(Grant, order.grant_id)
    draft = pending_draft(DOCUMENT, order.pk)
    given = ReductionProposal(**draft.content)
    today = jst_day(now)
    refuse_if(problems_reducing(order, given))
    approve(draft, version)
    as_of = max(today, order.due_on)
    lowering = lowering_of(order, given.reduced_yen, as_of)
    reduction = _write(order, grant, draft, given, lowering, actor, today)
    if grant.fixed_on is None:
        grant.decided_yen = (grant.decided_yen or 0) + given.reduced_yen
        grant.save(update_fields=["decided_yen"])
    is_again = grant.state == GrantState.CANCELLED
    more = {"stands_again_yen": standing_yen(grant)} if is_again else {}
    record = _move(order, given, lowering, reduction, today, **more)
    if is_again:
        stand_again(grant)
    exceeds_ceiling(record, grant.plan, today)
    notices.tell(
        notices.people_of(order.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_ACCOUNTANT),
        "order_reduced",
        order,
        f"返還命令の減額（{grant.number}）",
        f"返還額を {format_yen(given.reduced_yen)} 減額しました。{given.ruling}"
        + (f" 過誤納金 {format_yen(lowering.overpaid_yen)}。" if lowering.overpaid_yen else ""),
    )
    how = _how(order, grant, today)
    for part, entry in lowering_entries(books_of(grant), lowering, how):
        ledger.post(
            grant.plan.segment, entry.resting_on(draft.pk, bytes(draft.content_sha)),
            key=f"{key}{PART}{part}" if part else key, actor=draft.drafted_by_id,
            approver=actor.pk,
        )  # fmt: skip
    settle(grant)
    return record


def _write(
    order: RefundOrder, grant: Grant, draft: Draft, given: ReductionProposal, lowering: Lowering,
    actor: Person, today: date,
) -> OrderReduction:  # fmt: skip
    as_of = max(today, order.due_on)
    reduction = OrderReduction.objects.create(
        order=order, organisation=order.organisation, reduced_on=today,
        before=worksheet_of(order, as_of), after=worksheet_of(order, as_of, given.reduced_yen),
        is_after_fixing=grant.fixed_on is not None, drafted_by=draft.drafted_by,
        approved_by=actor, **vars(given),
    )  # fmt: skip
    if lowering.released_yen:
        RefundReceipt.objects.create(
            order=order, organisation=order.organisation, received_on=today,
            amount_yen=lowering.released_yen, principal_yen=0,
            surcharge_yen=lowering.paid[0], late_yen=lowering.paid[1],
            overpaid_yen=lowering.overpaid_yen, bank_reference=f"減額-{reduction.pk}",
            reduction=reduction,
        )  # fmt: skip
    return reduction


def _move(
    order: RefundOrder, given: ReductionProposal, lowering: Lowering, reduction: OrderReduction,
    today: date, **more: int,
) -> ActRecord:  # fmt: skip
    facts: dict[str, Any] = {
        **more,
        "reduced_yen": given.reduced_yen, "surcharge_yen": lowering.paid[0],
        "late_yen": lowering.paid[1], "overpaid_yen": lowering.overpaid_yen,
        "reduction": str(reduction.pk),
    }  # fmt: skip
    if lowering.final is None:
        return record_act(order, reason=given.reason, **facts)
    order.surcharge_yen, order.late_yen = lowering.final
    charges = ("surcharge_yen", "late_yen")
    if order.state in UNPAID:
        record = advance(order, "to_principal_paid", columns=charges, reason=given.reason, **facts)
        duties.meet(record, order, "REFUND", today)
    else:
        order.save(update_fields=charges)
        record = record_act(order, reason=given.reason, **facts)
    if lowering.is_cleared and order.state in {
        RefundState.PRINCIPAL_PAID,
        RefundState.CHARGES_BILLED,
    }:
        advance(order, "to_cleared")
        duties.cancel_open(record, order, "CHARGES")
    let_go(record, order)
    return record


def worksheet_of(order: RefundOrder, as_of: date, less_yen: int = 0) -> dict[str, Any]:
    """The worksheet as of a day, as data: what is kept of the reckoning. Of nothing, nothing."""
    if less_yen == standing_principal_yen(order):
        return {
            "as_of": as_of.isoformat(), "principal_open_yen": 0, "surcharge_yen": 0, "late_yen": 0,
            "periods": [],
        }  # fmt: skip
    found = assessment_of(order, as_of, less_yen=less_yen)
    return {
        "as_of": as_of.isoformat(),
        "principal_open_yen": found.principal_open_yen,
        "surcharge_yen": found.surcharge_yen,
        "late_yen": found.late_charge_yen,
        "periods": [
            [
                p.kind.value,
                p.from_on.isoformat(),
                p.to_on.isoformat(),
                p.days,
                p.base_yen,
                p.yen_days,
            ]
            for p in found.worksheet
        ],
    }


def _how(order: RefundOrder, grant: Grant, on: date) -> dict[str, Any]:
    return {
        "from_advance": bool(order.from_advance_yen),
        "is_fixed": grant.fixed_on is not None,
        "same_year": grant.fixed_on is not None
        and fiscal_year(order.ordered_on) == fiscal_year(on) == fiscal_year(grant.fixed_on),
        "on": on,
        "memo": f"返還命令の減額 {grant.number}",
    }
