"""額の確定の起案 (適正化法15条): the sum is worked out and put up for approval.

Who: case_officer
State: — (UNDER_INSPECTION)
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from fund.money import floor_to
from grants.amounts import fixed_yen
from grants.case import admitted_costs, in_flight_yen, last_inspection, orders_to_come, paid_yen
from grants.coexistence import problems_coexisting
from grants.models import Grant
from grants.models.inspection import InspectionKind
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import put_up
from workflow.law import rule_on
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

DOCUMENT = "FIXING"


def problems_fixing(grant: Grant) -> list[Problem]:
    """Every reason why the amount cannot be fixed now."""
    problems = []
    inspection = last_inspection(grant)
    if (
        grant.state != GrantState.UNDER_INSPECTION
        or inspection is None
        or inspection.kind != InspectionKind.FINAL
    ):
        problems.append(
            Problem("not_inspected", "確定検査が済んでいません。", "確定検査の後に額を確定します。")
        )
    if orders_to_come(grant):
        problems.append(
            Problem(
                "order_to_come",
                "取消しに係る返還命令がまだ出されていません。",
                "先に返還を命じてください。",
            )
        )
    if in_flight_yen(grant):
        problems.append(
            Problem(
                "in_flight",
                "支払手続中の請求があります。",
                "支払の確認又は却下の後に額を確定してください。",
            )
        )
    return problems


def fixing_content(grant: Grant) -> dict[str, Any]:
    """The worked sum: per line, in all, against the decision and what was paid."""
    costs = admitted_costs(last_inspection(grant))
    rounding = rule_on("rounding_line_unit", grant.rules_on)
    unit = int(rounding.value)
    return {
        "lines": [[x.item, x.cost_yen, str(x.rate), floor_to(x.grant_yen, unit)] for x in costs],
        "sum_yen": sum(floor_to(x.grant_yen, unit) for x in costs),
        "decided_yen": grant.decided_yen,
        "fixed_yen": fixed_yen(grant.decided_yen or 0, costs, unit),
        "paid_yen": paid_yen(grant),
        "rounding": f"{rounding.title}（{rounding.article}）",
    }


@act
def propose_fixing(grant_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Put the worked sum up (起案)."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_fixing(grant) + problems_coexisting(grant, DOCUMENT))
    content = fixing_content(grant)
    draft = put_up(DOCUMENT, grant, content, amount_yen=content["fixed_yen"])
    return record_act(grant, fixed_yen=content["fixed_yen"], version=draft.version)
