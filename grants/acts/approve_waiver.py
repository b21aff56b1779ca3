"""加算金・延滞金の免除 (適正化法19条3項): never of principal, with METI's approval (令9条4項).

Who: executive
State: refund PRINCIPAL_PAID, CHARGES_BILLED → CLEARED or WAIVED when nothing is left open
Ledger: JE19 (reversal of JE18 by the amount waived)
Paper: 加算金・延滞金免除通知書
Deadline: 加算金等の納付 ended when nothing is left; 届出・申請の処理 met
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from fund import ledger
from fund.entries import waiver_entry
from fund.money import format_yen
from grants.acts.propose_waiver import DOCUMENT, WaiverProposal, problems_waiving
from grants.case import books_of
from grants.limitation import let_go
from grants.models import Grant, RefundOrder, Waiver
from grants.refund_case import open_charges
from grants.submissions import take_up
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import advance, record_act
from workflow.approvals import approve, pending_draft
from workflow.calendar import jst_day
from workflow.models import ActRecord, Draft, Person, Role
from workflow.problems import refuse_if


@act
def approve_waiver(
    order_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Approve the waiver read in this version."""
    order = lock(RefundOrder, order_id)
    grant = lock(Grant, order.grant_id)
    draft = pending_draft(DOCUMENT, order.pk)
    given = _proposal(draft)
    refuse_if(problems_waiving(order, given, jst_day(now)))
    approve(draft, version)
    Waiver.objects.create(
        order=order, organisation=order.organisation, waived_on=jst_day(now),
        drafted_by=draft.drafted_by, approved_by=actor, **vars(given),
    )  # fmt: skip
    facts: dict[str, Any] = {
        "surcharge_yen": given.surcharge_yen, "late_yen": given.late_yen,
        "meti_approval": given.meti_approval,
    }  # fmt: skip
    if any(open_charges(order)):
        record = record_act(order, reason=given.reason, **facts)
    else:
        record = advance(order, "to_waived", reason=given.reason, **facts)
        duties.cancel_open(record, order, "CHARGES")
        let_go(record, order)
    take_up(record, order, "WAIVER")
    notices.tell(
        notices.people_of(order.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_ACCOUNTANT),
        "charges_waived",
        order,
        f"加算金・延滞金の免除（{grant.number}）",
        f"加算金 {format_yen(given.surcharge_yen)}、"
        f"延滞金 {format_yen(given.late_yen)} を免除します。",
    )
    entry = waiver_entry(
        books_of(grant), given.surcharge_yen, given.late_yen, jst_day(now), f"免除 {grant.number}"
    ).resting_on(draft.pk, bytes(draft.content_sha))
    ledger.post(grant.plan.segment, entry, key=key, actor=draft.drafted_by_id, approver=actor.pk)
    return record


def _proposal(draft: Draft) -> WaiverProposal:
    day = date.fromisoformat(draft.content["meti_approved_on"])
    return WaiverProposal(**{**draft.content, "meti_approved_on": day})
