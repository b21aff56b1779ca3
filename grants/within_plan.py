"""What the certified plan allows a case to be: beyond it METI certifies first (推進法10条1項)."""

from datetime import date

from django.db.models import QuerySet

from fund.money import format_yen
from grants.case import granted_under_yen
from grants.models import Grant, Plan, PlanNotice
from grants.models.plan import PlanNoticeKind
from workflow.calendar import day_text
from workflow.machines.plan import PlanState
from workflow.problems import Problem

ARTICLE = "推進法10条1項"
SETTLED = frozenset({PlanState.CERTIFIED, PlanState.CHANGED})
# What may carry other contents: a change METI certified, or one so small that telling it is enough.
CARRYING = (PlanNoticeKind.CHANGED, PlanNoticeKind.MINOR_CHANGE)


def problems_with_ceiling(grant: Grant, decided_yen: int) -> list[Problem]:
    """What stands of all decisions stays within the amount METI certified."""
    left = grant.plan.ceiling_yen - granted_under_yen(grant.plan, besides=grant)
    if decided_yen <= left:
        return []
    return [
        Problem(
            "above_ceiling",
            f"認定された最大助成額の残り {format_yen(left)} を超えます（{ARTICLE}）。",
            "先に計画の変更認定が必要です。",
            short_yen=decided_yen - left,
        )
    ]


def problems_with_period(plan: Plan, ends_on: date) -> list[Problem]:
    """A case ends within the plan's period; of a plan whose notice named no end nothing is said."""
    if plan.ends_on is None or ends_on <= plan.ends_on:
        return []
    return [
        Problem(
            "beyond_period",
            f"認定された取組の終了日 {day_text(plan.ends_on)} を過ぎます（{ARTICLE}）。",
            "先に計画の変更認定を受け、その通知を記録してください。",
            "ends_on",
        )
    ]


def problems_with_contents(
    grant: Grant, purpose: str, plan_notice: str, within_plan: str
) -> list[Problem]:
    """Other contents rest on METI's notice, or on the place of the plan that covers them already.

    plan_notice: its number; within_plan: that place, as the officer names it to the approver.
    """
    if plan_notice and not plan_notices(grant.plan).filter(number=plan_notice).exists():
        return [
            Problem(
                "no_notice",
                "この計画の変更認定・軽微な変更の通知ではありません。",
                "計画のページで通知文書番号を確認してください。",
                "plan_notice",
            )
        ]
    if same_words(purpose, grant.purpose) or plan_notice or within_plan.strip():
        return []
    return [
        Problem(
            "beyond_plan",
            f"目的及び内容の変更が、認定された計画の範囲内であることが示されていません（{ARTICLE}）。",
            "先に計画の変更認定を受けてその通知を選ぶか、認定計画の該当箇所を示してください。",
            "purpose",
        )
    ]


def problems_with_plan_state(grant: Grant, purpose: str, ends_on: date, yen: int) -> list[Problem]:
    """While METI is deciding on the plan a case does not grow or turn to something else."""
    grows = ends_on > grant.ends_on or yen > (grant.decided_yen or 0)
    if grant.plan.state in SETTLED or (same_words(purpose, grant.purpose) and not grows):
        return []
    return [
        Problem(
            "plan_not_settled",
            f"認定供給確保計画が「{grant.plan.get_state_display()}」です（{ARTICLE}）。",
            "変更認定の通知を待ってください。減額と期間の短縮はできます。",
        )
    ]


def plan_notices(plan: Plan) -> QuerySet[PlanNotice]:
    """The notices on which other contents of a case may rest."""
    return PlanNotice.objects.filter(plan=plan, kind__in=CARRYING)


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same; a page breaks lines in its own way."""
    return one.split() == other.split()
