"""計画変更の起案 (適正化法7条1項1号・3号): the company asks; before and after stand side by side.

Who: case_officer
State: — (RUNNING, PARTLY_CANCELLED)
Ledger: none
Paper: none (the draft is put up)
Deadline: none (計画変更の承認申請の処理 stands until the approval)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from grants.amounts import CostLine, changed_yen, granted_yen, is_minor_transfer
from grants.case import cancelled_yen, kept_yen, rate_of
from grants.coexistence import problems_coexisting
from grants.models import BudgetLine, Grant
from grants.within_plan import (
    problems_with_ceiling,
    problems_with_contents,
    problems_with_period,
    problems_with_plan_state,
)
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import put_up
from workflow.law import codes_on, fraction_on, number_on
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

DOCUMENT = "CHANGE"
# NEDO's duty to answer what the company asked for.
REQUEST = "CHANGE_REQUEST"
# The law's rows that name labour cost; an item is one if its name holds the word.
LABOUR = "labour_item"


@dataclass(frozen=True)
class ChangeProposal:
    """What the case should be afterwards. eligible_yen: per cost line, in their order.

    Other contents rest on plan_notice (number of METI's notice) or on within_plan (the place of
    the certified plan that covers them).
    """

    purpose: str
    ends_on: date
    eligible_yen: tuple[int, ...]
    reason: str
    plan_notice: str = ""
    within_plan: str = ""


def problems_changing(
    grant: Grant, lines: Sequence[BudgetLine], given: ChangeProposal
) -> list[Problem]:
    """Every reason why the change cannot be put up."""
    problems = []
    if grant.state not in {GrantState.RUNNING, GrantState.PARTLY_CANCELLED}:
        problems.append(
            Problem("wrong_state", "事業実施中の案件に限ります。", "案件の状態を確認してください。")
        )
    if grant.fixed_on is not None:
        problems.append(Problem("fixed", "額の確定が済んでいます。", "計画の変更はできません。"))
    if len(given.eligible_yen) != len(lines) or any(yen < 0 for yen in given.eligible_yen):
        problems.append(
            Problem("lines", "全ての費目の対象費用を記入してください。", "金額を直してください。")
        )
    if given.ends_on < grant.starts_on:
        problems.append(
            Problem(
                "ends_on", "完了予定日が開始予定日より前です。", "期間を直してください。", "ends_on"
            )
        )
    if not given.reason.strip() or not given.purpose.strip():
        problems.append(
            Problem("reason", "変更の理由又は内容がありません。", "記入してください。", "reason")
        )
    return problems


def change_content(
    grant: Grant, lines: Sequence[BudgetLine], given: ChangeProposal
) -> dict[str, Any]:
    """Before and after, the new amount, what must come back, and whether a notification is enough.

    The decided amount never rises above the plan's ceiling; cut to the unit as at the decision.
    """
    old_costs = [line.decided_eligible_yen or 0 for line in lines]
    old_yen, new_yen = (_worth_yen(grant, lines, x) for x in (old_costs, given.eligible_yen))
    decided = changed_yen(grant.decided_yen or 0, old_yen, new_yen, cancelled_yen(grant))
    limits = transfer_limits([line.item for line in lines], grant.rules_on)
    untouched = given.purpose == grant.purpose and given.ends_on == grant.ends_on
    is_minor = (
        untouched
        and decided == grant.decided_yen
        and is_minor_transfer(old_costs, given.eligible_yen, limits)
    )
    return {
        "before": _side(grant.purpose, grant.ends_on, old_costs, grant.decided_yen or 0),
        "after": _side(given.purpose, given.ends_on, given.eligible_yen, decided),
        "refund_yen": max(kept_yen(grant) - decided, 0),
        "is_minor": is_minor,
        "reason": given.reason,
        **{name: value for name, value in _basis(given).items() if value},
    }


def transfer_limits(items: Sequence[str], rules_on: date) -> list[Fraction]:
    """By which share each cost item may grow without approval: labour cost not at all."""
    limit, labour = fraction_on("transfer_limit", rules_on), codes_on(LABOUR, rules_on)
    return [Fraction(0) if any(word in item for word in labour) else limit for item in items]


def problems_with_nothing_left(decided_yen: int) -> list[Problem]:
    """A change leaves a project: who gives up all of it gives it up (7条1項4号)."""
    if decided_yen > 0:
        return []
    return [
        Problem(
            "nothing_left", "変更後の交付決定額が0円になります。",
            "全部をやめるときは、廃止の承認（7条1項4号）又は交付決定の取消しによってください。",
        )
    ]  # fmt: skip


def problems_beyond_plan(grant: Grant, given: ChangeProposal, decided_yen: int) -> list[Problem]:
    """What METI has to certify first: beyond the plan nothing is changed (推進法10条1項)."""
    return [
        *problems_with_ceiling(grant, decided_yen),
        *problems_with_period(grant.plan, given.ends_on),
        *problems_with_contents(grant, given.purpose, given.plan_notice, given.within_plan),
        *problems_with_plan_state(grant, given.purpose, given.ends_on, decided_yen),
    ]


@act
def propose_change(
    grant_id: UUID, given: ChangeProposal, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the change up (起案)."""
    grant = lock(Grant, grant_id)
    lines = list(grant.lines.all())
    refuse_if(problems_changing(grant, lines, given) + problems_coexisting(grant, DOCUMENT))
    content = change_content(grant, lines, given)
    decided_yen = content["after"]["decided_yen"]
    refuse_if(
        problems_with_nothing_left(decided_yen) + problems_beyond_plan(grant, given, decided_yen)
    )
    draft = put_up(DOCUMENT, grant, content, amount_yen=decided_yen)
    return record_act(
        grant, reason=given.reason, version=draft.version, is_minor=content["is_minor"]
    )


def _basis(given: ChangeProposal) -> dict[str, str]:
    return {"plan_notice": given.plan_notice, "within_plan": given.within_plan}


def _worth_yen(grant: Grant, lines: Sequence[BudgetLine], costs: Sequence[int]) -> int:
    unit = number_on("rounding_decision_unit", grant.rules_on)
    worth = [CostLine(x.item, yen, rate_of(x)) for x, yen in zip(lines, costs, strict=True)]
    return granted_yen(worth, unit)


def _side(purpose: str, ends_on: date, costs: Sequence[int], decided_yen: int) -> dict[str, Any]:
    return {
        "purpose": purpose,
        "ends_on": ends_on.isoformat(),
        "eligible_yen": list(costs),
        "decided_yen": decided_yen,
    }
