"""生産開始の記録 (取組方針3章4節): from this day production goes on for five years or more.

Who: case_officer
State: — (plan CERTIFIED, CHANGE_PENDING, CHANGED, CHANGE_ORDERED)
Ledger: none
Paper: none
Deadline: 生産の継続 5 years; CFPの算定と報告 each year (by the plan's own policy text)
"""

from datetime import date, datetime
from uuid import UUID

from grants.models import Plan
from grants.policies import date_policy_duties
from workflow import duties
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import day_text, jst_day
from workflow.machines.plan import VALID
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_starting(plan: Plan, started_on: date, today: date) -> list[Problem]:
    """Every reason why production cannot have started on that day."""
    problems = []
    if plan.state not in VALID:
        problems.append(
            Problem(
                "wrong_state",
                f"計画は「{plan.get_state_display()}」です。",
                "計画を確認してください。",
            )
        )
    if plan.production_started_on is not None:
        problems.append(
            Problem(
                "started",
                f"生産開始日は {day_text(plan.production_started_on)} と記録済みです。",
                "計画を確認してください。",
            )
        )
    if not plan.certified_on <= started_on <= today:
        problems.append(
            Problem(
                "started_on",
                "生産開始日は認定日から本日までの日です。",
                "確認してください。",
                "started_on",
            )
        )
    return problems


@act
def record_production_start(
    plan_id: UUID, started_on: date, evidence: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Date the duties that run from the start. Of a text not held none is supposed."""
    plan, today = lock(Plan, plan_id), jst_day(now)
    refuse_if(problems_starting(plan, started_on, today))
    plan.production_started_on = started_on
    plan.save(update_fields=["production_started_on"])
    record = record_act(
        plan, started_on=started_on, evidence=evidence,
        text="収録" if plan.policy.is_text_held else "未収録（義務は原文で確認）",
    )  # fmt: skip
    date_policy_duties(record, plan)
    for party in plan.parties.all():
        duties.meet_all(record, party, started_on, "PLAN_INVESTMENT")
    return record
