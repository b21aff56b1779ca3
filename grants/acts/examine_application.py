"""審査の終了と交付決定の起案 (適正化法6条1項・3項, 7条): the decision is put up for approval.

Who: case_officer
State: UNDER_REVIEW → APPROVAL
Ledger: none
Paper: 審査調書
Deadline: none
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fund.models import Endowment
from fund.money import floor_to, format_yen
from grants.amounts import CostLine, granted_yen
from grants.case import rate_of
from grants.conflicts import problems_undeclared
from grants.models import BudgetLine, Grant
from grants.review import problems_with_checklist
from workflow.act import act, lock
from workflow.advance import advance
from workflow.approvals import put_up
from workflow.law import number_on
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

DOCUMENT = "DECISION"


@dataclass(frozen=True)
class Examination:
    """What the officer proposes. eligible_yen: per cost line, in the application's order.

    conditions: (text, article).
    """

    eligible_yen: tuple[int, ...]
    conditions: tuple[tuple[str, str], ...]
    budget_year: int
    reasons: str


def problems_examining(
    grant: Grant, lines: Sequence[BudgetLine], given: Examination, decided_yen: int
) -> list[Problem]:
    """Every reason why this cannot be put up for decision."""
    problems = []
    if len(given.eligible_yen) != len(lines):
        problems.append(
            Problem("lines", "費目の数が申請と合いません。", "全ての費目を査定してください。")
        )
    elif any(
        not 0 <= yen <= x.eligible_yen for yen, x in zip(given.eligible_yen, lines, strict=True)
    ):
        problems.append(
            Problem(
                "above_request",
                "査定額が申請の対象費用を超えています。",
                "申請の範囲で査定してください。",
            )
        )
    if decided_yen <= 0:
        problems.append(
            Problem(
                "decided",
                f"算定額 {format_yen(decided_yen)} は交付決定額になりません。",
                "正の額になるよう査定するか、不交付としてください。",
            )
        )
    endowed = Endowment.objects.filter(segment=grant.plan.segment, budget_year=given.budget_year)
    if not endowed.exists():
        problems.append(
            Problem(
                "budget_year",
                f"{given.budget_year}年度の予算による基金の造成がありません。",
                "財源の予算年度を直してください。",
                "budget_year",
            )
        )
    if not given.conditions:
        problems.append(
            Problem("conditions", "交付の条件がありません（7条1項）。", "条件を定めてください。")
        )
    if not given.reasons.strip():
        problems.append(
            Problem("reasons", "審査の結果が記入されていません。", "記入してください。", "reasons")
        )
    return problems


@act
def examine_application(
    grant_id: UUID, given: Examination, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Finish the review and put the decision up (起案)."""
    grant = lock(Grant, grant_id)
    lines = list(grant.lines.all())
    costs = [
        CostLine(x.item, max(yen, 0), rate_of(x))
        for x, yen in zip(lines, given.eligible_yen, strict=False)
    ]
    unit = number_on("rounding_decision_unit", grant.rules_on)
    # A company may ask for less than its costs would earn; it is never given more than it asks.
    decided = min(granted_yen(costs, unit), floor_to(grant.requested_yen, unit))
    if grant.officer is not None and grant.officer_id != actor.pk:
        refuse_if(
            [Problem("not_officer", "この案件の担当者ではありません。", "担当者が行います。")]
        )
    refuse_if(
        problems_examining(grant, lines, given, decided)
        + problems_with_checklist(grant)
        + problems_undeclared(grant, actor)
    )
    content = decision_content(given, costs, decided)
    put_up(DOCUMENT, grant, content, amount_yen=decided)
    return advance(grant, "to_approval", decided_yen=decided)


def decision_content(
    given: Examination, costs: Sequence[CostLine], decided_yen: int
) -> dict[str, Any]:
    """The decision as it will be made: what an approval is bound to."""
    return {
        "decided_yen": decided_yen,
        "budget_year": given.budget_year,
        "lines": [[x.item, x.cost_yen, str(x.rate), x.grant_yen] for x in costs],
        "conditions": [list(condition) for condition in given.conditions],
        "reasons": given.reasons,
    }
