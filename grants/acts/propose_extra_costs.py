"""特別に必要となった経費の起案 (適正化法10条3項, 施行令6条): costs the cancellation itself made.

Who: case_officer
State: — (PARTLY_CANCELLED)
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from grants.amounts import CostLine, granted_yen
from grants.case import rate_of
from grants.coexistence import problems_coexisting
from grants.models import Grant
from grants.refund_terms import Ground
from grants.within_plan import problems_with_ceiling
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import put_up
from workflow.calendar import jst_day
from workflow.law import codes_on, number_on
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

DOCUMENT = "EXTRA_COSTS"
KINDS = "extra_cost"


@dataclass(frozen=True)
class ExtraCosts:
    """Costs by kind (施行令6条1項各号) and by the cost line whose rate they bear, in yen; why."""

    costs: tuple[tuple[str, int, int], ...]
    reason: str


def problems_of_occasion(grant: Grant) -> list[Problem]:
    """Only what a cancellation under 10条1項 made necessary is granted so, before 額の確定."""
    problems = []
    if not grant.cancellations.filter(ground=Ground.ART10).exists():
        problems.append(
            Problem(
                "no_cancellation", "10条1項による取消しがありません。",
                "特別に必要となった経費は、事情変更による取消しに限り交付します（10条3項）。",
            )
        )  # fmt: skip
    if grant.fixed_on is not None:
        problems.append(
            Problem(
                "fixed", "額の確定が済んでいます。",
                "特別に必要となった経費は、検査と額の確定の前に起案してください。",
            )
        )  # fmt: skip
    return problems


def problems_extra(grant: Grant, given: ExtraCosts, kinds: dict[str, str]) -> list[Problem]:
    """Every reason why these costs cannot be granted."""
    problems = problems_of_occasion(grant)
    if grant.state != GrantState.PARTLY_CANCELLED:
        problems.append(
            Problem(
                "wrong_state", f"現在の状態は「{grant.get_state_display()}」です。",
                "一部取消し後、実績報告の前に起案してください。",
            )
        )  # fmt: skip
    positions = {line.position for line in grant.lines.all()}
    is_known = all(kind in kinds and n in positions for kind, n, _ in given.costs)
    if not given.costs or not is_known or any(yen <= 0 for _, _, yen in given.costs):
        problems.append(
            Problem(
                "costs", "撤去・残務処理又は契約解除の賠償の額が記入されていません。",
                "費目ごとに、正の額を記入してください（施行令6条1項）。",
            )
        )  # fmt: skip
    if not given.reason.strip():
        problems.append(
            Problem(
                "reason", "特別に必要となった理由がありません。", "記入してください。", "reason"
            )
        )
    return problems


def extra_content(grant: Grant, given: ExtraCosts, kinds: dict[str, str]) -> dict[str, Any]:
    """What would be granted: each cost at the rate of its line (施行令6条2項), cut once."""
    lines = {line.position: line for line in grant.lines.all()}
    worth = [
        CostLine(f"{kinds[kind]}（{lines[n].item}）"[:60], yen, rate_of(lines[n]))
        for kind, n, yen in given.costs
    ]
    unit = number_on("rounding_decision_unit", grant.rules_on)
    return {
        "lines": [[x.item, x.cost_yen, str(x.rate), x.grant_yen] for x in worth],
        "granted_yen": granted_yen(worth, unit),
        "reason": given.reason,
    }


def problems_bearing(grant: Grant, content: dict[str, Any]) -> list[Problem]:
    """The plan's ceiling holds for them too, and something must be left after the cut."""
    problems = problems_with_ceiling(grant, (grant.decided_yen or 0) + content["granted_yen"])
    if content["granted_yen"] <= 0:
        problems.append(
            Problem(
                "nothing", "端数を切り捨てると、交付する額が0円になります。",
                "交付の単位に満たない費用は対象になりません。",
            )
        )  # fmt: skip
    return problems


@act
def propose_extra_costs(
    grant_id: UUID, given: ExtraCosts, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the grant of these costs up (起案)."""
    grant = lock(Grant, grant_id)
    kinds = codes_on(KINDS, jst_day(now))
    refuse_if(problems_extra(grant, given, kinds) + problems_coexisting(grant, DOCUMENT))
    content = extra_content(grant, given, kinds)
    refuse_if(problems_bearing(grant, content))
    draft = put_up(DOCUMENT, grant, content, amount_yen=content["granted_yen"])
    return record_act(
        grant, reason=given.reason, granted_yen=content["granted_yen"], version=draft.version
    )
