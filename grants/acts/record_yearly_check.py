"""計画の遂行の確認 (取組方針4章3節): once a year, together with METI.

Who: case_officer
State: — (payments held when the plan is not carried out)
Ledger: none
Paper: 確認調書
Deadline: 遂行の確認 met; the next year's, 3 months after its end
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from grants.holds import lock_unsent, place_hold
from grants.models import Plan, PlanCheck
from grants.models.hold import HoldGround
from grants.models.plan import CheckOutcome
from grants.plan_measures import note_held
from grants.series import date_plan_check
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import fiscal_year, jst_day
from workflow.machines.plan import VALID
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if

DUTY = "PLAN_CHECK"


@dataclass(frozen=True)
class YearlyCheck:
    """What was found for a fiscal year. meti_reference: METI's officer or paper it rests on."""

    year: int
    checked_on: date
    outcome: str
    findings: str
    meti_reference: str


def problems_checking(plan: Plan, given: YearlyCheck, today: date) -> list[Problem]:
    """Every reason why this is no yearly check of the plan."""
    problems = []
    first = fiscal_year(plan.certified_on)
    if not first <= given.year <= fiscal_year(today) or given.checked_on > today:
        problems.append(
            Problem("year", "認定の年度から今年度までの確認です。", "確認してください。", "year")
        )
    if plan.checks.filter(year=given.year).exists():
        problems.append(
            Problem(
                "checked", f"{given.year}年度は確認済みです。", "年度を確認してください。", "year"
            )
        )
    if given.outcome not in CheckOutcome.values:
        problems.append(Problem("outcome", "結果を選びます。", "選び直してください。", "outcome"))
    if not given.findings.strip() or not given.meti_reference.strip():
        problems.append(
            Problem(
                "findings",
                "所見、又は経済産業省の担当・文書がありません。",
                "連携して確認した内容を記入してください。",
                "findings",
            )
        )
    return problems


@act
def record_yearly_check(
    plan_id: UUID, given: YearlyCheck, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Keep the finding; hold the payments of a plan that is not carried out."""
    is_held = given.outcome == CheckOutcome.NOT_CARRIED_OUT
    held = lock_unsent(plan_id) if is_held else []
    plan, today = lock(Plan, plan_id), jst_day(now)
    refuse_if(problems_checking(plan, given, today))
    check = PlanCheck.objects.create(plan=plan, checked_by=actor, **vars(given))
    record = record_act(plan, reason=given.findings, year=given.year, outcome=given.outcome)
    duties.meet(record, plan, DUTY, given.checked_on, period_key=str(given.year))
    if plan.state in VALID and DUTY not in duties.open_kinds(plan):
        date_plan_check(record, plan, given.year + 1)
    if is_held:
        place_hold(plan, HoldGround.NOT_CARRIED_OUT, given.findings, check.pk)
        note_held(held, HoldGround.NOT_CARRIED_OUT)
        notices.tell_role(
            Role.METI_VIEWER, "plan_not_carried_out", plan,
            f"計画が遂行されていない旨の確認（{plan.number}）", given.findings,
        )  # fmt: skip
    return record
