"""収益納付・消費税返還の請求 (適正化法7条2項, 交付条件): no 加算金 runs on it.

Who: section_chief, department_director, executive
State: — (SETTLED, MONITORING, and AMOUNT_FIXED, PARTLY_CANCELLED once paid); demand → DEMANDED
Ledger: JE30 (1131 / 4301, joins the fund)
Paper: 納付通知書
Deadline: 納付期限
"""

from datetime import datetime
from uuid import UUID

from fund.money import format_yen
from grants.acts.propose_demand import DOCUMENT, problems_demanding
from grants.case import standing_yen
from grants.demands import write_demand
from grants.models import Demand, Grant
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import approve, pending_draft
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_used(report: str | None) -> list[Problem]:
    """Of one report one demand is made."""
    if report is None or not Demand.objects.filter(report=UUID(report)).exists():
        return []
    return [
        Problem(
            "no_report",
            "この報告は既に請求の根拠となっています。",
            "請求の記録を確認してください。",
        )
    ]


def problems_moved(grant: Grant, granted_yen: int) -> list[Problem]:
    """The sum is reckoned from what stands of the grant; a cancellation or appeal moves that."""
    standing = standing_yen(grant)
    if granted_yen == standing:
        return []
    return [
        Problem(
            "moved",
            f"起案の後に、助成金の額が {format_yen(granted_yen)} から {format_yen(standing)} に"
            "変わりました。",
            "起案を差し戻し、改めて計算してください。",
        )
    ]


@act
def demand_return(
    grant_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Approve the demand read in this version."""
    grant = lock(Grant, grant_id)
    draft = pending_draft(DOCUMENT, grant.pk)
    due_yen = draft.content["return_yen"]
    refuse_if(
        problems_demanding(grant, draft.content["kind"], due_yen)
        + problems_used(draft.content.get("report"))
        + problems_moved(grant, draft.content["granted_yen"])
    )
    approve(draft, version)
    record = record_act(grant, return_yen=due_yen)
    write_demand(record, grant, Demand.Kind(draft.content["kind"]), draft, due_yen)
    return record
