"""計画の確認の記録: METI has confirmed the year's plan.

Who: treasury_manager
State: plan 提出済 → 確認済
Ledger: none
Paper: none (the confirmation is the minister's)
Deadline: none
"""

from datetime import date, datetime
from uuid import UUID

from fund.models import FundPlan
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_confirming(
    plan: FundPlan, confirmed_on: date, confirmation_number: str, today: date
) -> list[Problem]:
    """Every reason why the confirmation cannot be recorded."""
    problems = []
    if plan.confirmed_on is not None:
        problems.append(
            Problem("confirmed", "この計画は確認済みです。", "記録を確認してください。")
        )
    if not plan.filed_on <= confirmed_on <= today:
        problems.append(
            Problem(
                "confirmed_on",
                "確認日は提出日から本日までの日です。",
                "通知を確認してください。",
                "confirmed_on",
            )
        )
    if not confirmation_number.strip():
        problems.append(
            Problem(
                "number",
                "確認の文書番号がありません。",
                "記入してください。",
                "confirmation_number",
            )
        )
    return problems


@act
def record_plan_confirmation(
    plan_id: UUID, confirmed_on: date, confirmation_number: str, *,
    actor: Person, now: datetime, key: str,
) -> ActRecord:  # fmt: skip
    """Record METI's paper."""
    plan = lock(FundPlan, plan_id)
    refuse_if(problems_confirming(plan, confirmed_on, confirmation_number, jst_day(now)))
    plan.confirmed_on, plan.confirmation_number = confirmed_on, confirmation_number
    plan.save(update_fields=["confirmed_on", "confirmation_number"])
    return record_act(plan, confirmed_on=confirmed_on, confirmation_number=confirmation_number)
