"""計画の終了の記録 (推進法9条3項): the plan's period ended; its yearly duties end with it.

Who: case_officer
State: plan CERTIFIED, CHANGE_PENDING, CHANGED, CHANGE_ORDERED → ENDED
Ledger: none
Paper: none
Deadline: 生産の継続 met; yearly duties after the end are cancelled
"""

from datetime import date, datetime
from uuid import UUID

from grants.models import Plan
from grants.models.plan import PlanNoticeKind
from grants.plan_notices import MetiNotice, problems_receiving, receive, tell_companies
from grants.policies import dues_under_policy
from grants.series import end_plan_reports
from workflow import duties
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import day_text, fiscal_year, fiscal_year_end, jst_day
from workflow.machines.consultation import ConsultationState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_ending(plan: Plan, ended_on: date, today: date) -> list[Problem]:
    """Every reason why the plan has not ended on that day."""
    problems = []
    if not plan.certified_on <= ended_on <= today:
        problems.append(
            Problem(
                "ended_on", "終了日は認定日から本日までの日です。", "確認してください。", "ended_on"
            )
        )
    if plan.ends_on is not None and ended_on < plan.ends_on:
        problems.append(
            Problem(
                "early",
                f"計画の終了日 {day_text(plan.ends_on)} より前です。",
                "変更認定を記録するか、認定取消しとして扱ってください。",
                "ended_on",
            )
        )
    problems += problems_with_production(plan, ended_on)
    if plan.consultations.filter(state=ConsultationState.OPEN).exists():
        problems.append(
            Problem("consultation_open", "事前相談が終わっていません。", "回答を記録してください。")
        )
    return problems


def problems_with_production(plan: Plan, ended_on: date) -> list[Problem]:
    """Production goes on as long as the plan's own policy text asks, where its text is held."""
    started = plan.production_started_on
    until = dues_under_policy(plan, "production", started) if started else []
    if not until or ended_on >= until[0].due_on:
        return []
    known = plan.policy.duties["production"]
    return [
        Problem(
            "production",
            f"{known['title']}は {day_text(until[0].due_on)} までです（{known['article']}）。",
            "経済産業省に計画の扱いを確認してください。",
            "ended_on",
        )
    ]


@act
def record_plan_end(
    plan_id: UUID, notice: MetiNotice, ended_on: date, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Close the mirror of the plan. Its grants go on with their own duties."""
    plan, today = lock(Plan, plan_id), jst_day(now)
    refuse_if(problems_receiving(notice, plan, today) + problems_ending(plan, ended_on, today))
    receive(plan, PlanNoticeKind.ENDED, notice, "推進法9条3項", ended_on=str(ended_on))
    plan.ends_on = ended_on
    record = advance(
        plan, "to_ended", columns=("ends_on",), reason=notice.reason,
        notice_number=notice.number, ended_on=ended_on,
    )  # fmt: skip
    last = fiscal_year_end(fiscal_year(ended_on))
    end_plan_reports(record, plan, last)
    for party in plan.parties.all():
        duties.meet_all(record, party, today, "PLAN_PRODUCTION")
    tell_companies(plan, "plan_ended", f"計画の終了（{plan.number}）", "計画の終了を記録しました。")
    return record
