"""承継の承認 (交付規程, 推進法10条1項): the case moves; what was the predecessor's own stays so.

Who: department_director, executive
State: — (DECIDED … CANCELLED); payments of the case are held until the account is checked
Ledger: none (the ledger knows a case under its first recipient for good)
Paper: 助成事業承継承認通知書 (one for each company)
Deadline: open duties of the case pass on, at a merger the plan's; 補正 ends; 届出・申請の処理 met
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from grants.acts.propose_succession import DOCUMENT, SuccessionProposal, problems_succeeding
from grants.case import paid_yen, standing_yen
from grants.handing_over import hand_over
from grants.history import subjects_of
from grants.models import Asset, Demand, Grant, PaymentHold, Plan, RefundOrder, Succession
from grants.models.hold import HoldGround
from grants.submissions import take_up
from workflow import notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import approve, pending_draft
from workflow.calendar import day_text, jst_day
from workflow.machines.demand import DemandState
from workflow.machines.refund import RefundState
from workflow.models import ActRecord, Draft, Obligation, Organisation, Person, Role
from workflow.problems import refuse_if

TOLD = (Role.RECIPIENT_RELEASER, Role.RECIPIENT_WRITER, Role.RECIPIENT_ACCOUNTANT)


@act
def approve_succession(
    grant_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Move the case, its open debts, assets and duties to the successor read in this version."""
    grant = lock(Grant, grant_id)
    lock(Plan, grant.plan_id)
    draft = pending_draft(DOCUMENT, grant.pk)
    given = _proposal(draft)
    refuse_if(problems_succeeding(grant, given, jst_day(now)))
    approve(draft, version)
    old, new = grant.organisation, Organisation.objects.get(pk=given.successor)
    succession = _write(grant, draft, given, new, actor, jst_day(now))
    # The predecessor's history ends with this record, the successor's begins with the next.
    record = record_act(grant, reason=given.reason, successor=new.name, number=succession.number)
    take_up(record, grant, "SUCCESSION")
    _move(grant, new)
    hand_over(record, grant, old)
    record_act(grant, reason=given.reason, predecessor=old.name, number=succession.number)
    PaymentHold.objects.create(
        plan=grant.plan, grant=grant, ground=HoldGround.SUCCESSION, source_id=succession.pk,
        reason="承継に伴う振込先口座の確認", placed_on=jst_day(now), placed_by=actor,
    )  # fmt: skip
    for organisation in (old, new):
        notices.tell(
            notices.people_of(organisation, *TOLD),
            "succession_approved",
            succession if organisation == old else grant,
            f"承継の承認（{grant.number}）",
            f"{day_text(succession.succeeded_on)} の{succession.get_cause_display()}により、"
            f"{old.name} から {new.name} への承継を承認しました。"
            "支払は、振込先口座の確認が済むまで保留します。",
        )
    return record


def _proposal(draft: Draft) -> SuccessionProposal:
    content = draft.content
    return SuccessionProposal(
        successor=UUID(content["successor"]),
        cause=content["cause"],
        succeeded_on=date.fromisoformat(content["succeeded_on"]),
        scope=content["scope"],
        reason=content["reason"],
    )


def _write(
    grant: Grant, draft: Draft, given: SuccessionProposal, new: Organisation, actor: Person,
    today: date,
) -> Succession:  # fmt: skip
    return Succession.objects.create(
        grant=grant, predecessor=grant.organisation, successor=new,
        number=grant.successions.count() + 1, cause=given.cause, succeeded_on=given.succeeded_on,
        scope=given.scope, reason=given.reason, approved_on=today,
        snapshot=_snapshot(grant, new), drafted_by=draft.drafted_by, approved_by=actor,
    )  # fmt: skip


def _snapshot(grant: Grant, new: Organisation) -> dict[str, Any]:
    """What the predecessor hands over: it sees this, and nothing of what comes after."""
    return {
        "number": grant.number,
        "title": grant.title,
        "state": grant.get_state_display(),
        "decision_number": grant.decision_number,
        "standing_yen": standing_yen(grant),
        "paid_yen": paid_yen(grant),
        "successor": new.name,
    }


def _move(grant: Grant, new: Organisation) -> None:
    subjects = subjects_of(grant)
    grant.organisation = new
    grant.save(update_fields=["organisation"])
    # What is still alive goes along; what is written stands where it was written.
    ended = (RefundState.CLEARED, RefundState.WAIVED)
    RefundOrder.objects.filter(grant=grant).exclude(state__in=ended).update(organisation=new)
    Demand.objects.filter(grant=grant, state=DemandState.DEMANDED).update(organisation=new)
    Asset.objects.filter(grant=grant).update(organisation=new)
    Obligation.objects.filter(subject_id__in=list(subjects), status=Obligation.Status.OPEN).update(
        organisation=new
    )
