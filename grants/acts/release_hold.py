"""支払の保留の解除: another person than who placed it lets the plan's payments go on.

Who: department_director, executive, deadline_keeper
State: — (payments go on from where they stood)
Ledger: none
Paper: none
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.holds import release
from grants.models import PaymentHold, Plan
from grants.models.hold import HoldGround
from grants.plan_measures import GROUND_DECISION
from grants.plan_notices import tell_companies
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.authority import problems_of_same_person
from workflow.machines.consultation import ConsultationState
from workflow.machines.plan import PlanState
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_releasing(hold: PaymentHold, plan: Plan, reason: str) -> list[Problem]:
    """A hold is lifted when its ground is: everything here names the ground that is left."""
    problems = []
    if hold.released_on is not None:
        problems.append(
            Problem("released", "この保留は解除済みです。", "画面を開き直してください。")
        )
    if not reason.strip():
        problems.append(
            Problem("reason", "解除の理由がありません。", "理由を記入してください。", "reason")
        )
    if hold.ground == HoldGround.CHANGE_ORDERED and plan.state == PlanState.CHANGE_ORDERED:
        problems.append(
            Problem("change_open", "変更指示が続いています。", "変更認定の通知を受領してください。")
        )
    if hold.ground == HoldGround.REVOKED and GROUND_DECISION in duties.open_kinds(plan):
        problems.append(
            Problem(
                "ground_open",
                "取消しの根拠の判断が済んでいない交付があります。",
                "全ての交付について判断してください。",
            )
        )
    if (
        hold.ground == HoldGround.CONSULTATION
        and plan.consultations.filter(pk=hold.source_id, state=ConsultationState.OPEN).exists()
    ):
        problems.append(
            Problem(
                "consultation_open", "事前相談の回答を待っています。", "回答を記録してください。"
            )
        )
    return problems


@act
def release_hold(
    hold_id: UUID, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Lift the hold, once, with a reason."""
    hold = lock(PaymentHold, hold_id)
    plan = Plan.objects.get(pk=hold.plan_id)
    problems = problems_releasing(hold, plan, reason)
    if hold.ground != HoldGround.LATE_REPORT:
        problems += problems_of_same_person(actor, hold.placed_by, "保留の記録")
    refuse_if(problems)
    release(hold, reason)
    record = record_act(plan, reason=reason, hold=hold.ground, placed_on=hold.placed_on)
    title = f"支払の保留の解除（{plan.number}）"
    text = f"保留（{hold.get_ground_display()}）を解除しました。"
    if hold.grant is None:
        tell_companies(plan, "hold_released", title, text)
    else:
        # Another company of the plan is not told of a late report or a succession.
        people = notices.people_of(
            hold.grant.organisation, Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER
        )
        notices.tell(people, "hold_released", hold.grant, title, text)
    return record
