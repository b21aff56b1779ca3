"""報告の遅延による支払の保留 (適正化法12条, 交付条件): fourteen days late, no payment goes on.

Who: department_director, executive, deadline_keeper
State: — (payments stand still)
Ledger: none
Paper: 報告書督促状（支払保留通知）
Deadline: lifted when the report is accepted or its date is put off
"""

from datetime import date, datetime
from uuid import UUID

from grants.holds import lock_unsent, place_hold
from grants.models import Grant, PaymentHold
from grants.models.hold import HoldGround
from grants.plan_measures import note_held
from reports.late import grants_held_by, held_from
from workflow import notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Obligation, Person, Role
from workflow.problems import Problem, refuse_if


def problems_holding(duty: Obligation, grants: list[Grant], today: date) -> list[Problem]:
    """The report must be that late, and some payment must not be held for it yet."""
    begins = held_from(duty, today)
    if begins is None or today < begins:
        return [
            Problem(
                "not_late",
                "支払を保留するほど遅れた報告ではありません。",
                f"保留できるのは {day_text(begins)} からです。"
                if begins
                else "期限を確認してください。",
            )
        ]
    if not grants:
        return [
            Problem(
                "nothing", "保留する支払がないか、保留済みです。", "案件の保留を確認してください。"
            )
        ]
    return []


@act
def hold_payments(duty_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Hold the payments of every case that waits for this report, and tell the company."""
    duty, today = Obligation.objects.get(pk=duty_id), jst_day(now)
    wanted = list(grants_held_by(duty).order_by("pk"))
    # Payment, grant, plan is the order of every act; the duty is nobody else's to wait for.
    unsent = [p for plan in sorted({g.plan_id for g in wanted}) for p in lock_unsent(plan)]
    duty = lock(Obligation, duty_id)
    held = set(PaymentHold.objects.filter(source_id=duty.pk).values_list("grant_id", flat=True))
    grants = [grant for grant in wanted if grant.pk not in held]
    refuse_if(problems_holding(duty, grants, today))
    late = f"期限（{day_text(duty.due_on)}）から{duty.days_late(today)}日遅れている"
    reason = f"{duty.title}が{late}ため。"
    record = record_act(
        duty, reason=reason, grants=[grant.number for grant in grants], due_on=duty.due_on
    )
    for grant in grants:
        place_hold(grant.plan, HoldGround.LATE_REPORT, reason, duty.pk, grant)
        notices.tell(
            notices.people_of(
                grant.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_ACCOUNTANT
            ),
            "held_for_late_report", grant, f"支払の保留（{grant.number}）",
            f"{reason}報告の受理により解除されます。",
        )  # fmt: skip
    note_held([p for p in unsent if p.grant_id in {g.pk for g in grants}], HoldGround.LATE_REPORT)
    return record
