"""事業計画・収支計画の提出 (通則法31条, 機構法21条): filed with METI, or revised.

Who: treasury_manager
State: plan 提出済
Ledger: none
Paper: none (the plan itself is kept)
Deadline: none
"""

from dataclasses import dataclass
from datetime import date, datetime

from fund.models import FundPlan
from workflow.act import act
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


@dataclass(frozen=True)
class PlanFiling:
    """A year's plan in whole yen: what is to be decided, and cash in and out by kind.

    costs_to_end_yen: business and administration to the fund's end, where it was estimated.
    """

    segment: int
    year: int
    number: str
    filed_on: date
    outline: str
    decisions_yen: int
    subsidy_yen: int
    income_yen: int
    returns_yen: int
    grants_yen: int
    admin_yen: int
    treasury_yen: int
    costs_to_end_yen: int | None = None


def problems_filing(given: PlanFiling, today: date) -> list[Problem]:
    """Every reason why this is no plan to be filed."""
    problems = []
    if not 2000 <= given.year <= 2199 or given.filed_on > today:
        problems.append(
            Problem(
                "year", "年度又は提出日が正しくありません。", "文書を確認してください。", "filed_on"
            )
        )
    if not given.number.strip() or not given.outline.strip():
        problems.append(
            Problem(
                "missing", "文書番号又は事業の概要がありません。", "記入してください。", "number"
            )
        )
    if FundPlan.objects.filter(number=given.number).exists():
        problems.append(
            Problem(
                "known",
                "この文書番号の計画は提出済みです。",
                "変更は新しい番号で提出してください。",
                "number",
            )
        )
    yen = [v for k, v in vars(given).items() if k.endswith("_yen") and v is not None]
    if min(yen) < 0 or not any(yen) or given.costs_to_end_yen == 0:
        problems.append(
            Problem(
                "amount", "計画額が正しくありません。", "0円以上で記入してください。", "grants_yen"
            )
        )
    return problems


@act
def file_fund_plan(given: PlanFiling, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Record the plan as filed."""
    refuse_if(problems_filing(given, jst_day(now)))
    earlier = FundPlan.objects.filter(segment=given.segment, year=given.year).count()
    plan = FundPlan.objects.create(**vars(given), version=earlier + 1)
    return record_act(plan, year=given.year, version=plan.version, number=given.number)
