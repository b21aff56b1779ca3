"""財産処分の承認 (適正化法22条): approved, on condition that the sum reckoned is paid.

Who: department_director, executive
State: asset DISPOSAL_REQUESTED → APPROVED; demand → DEMANDED
Ledger: JE30 (1131 / 4301, joins the fund)
Paper: 財産処分承認通知書
Deadline: 納付期限
"""

from datetime import datetime
from uuid import UUID

from grants.acts.propose_disposal import DOCUMENT, disposal_content, problems_judging
from grants.demands import write_demand
from grants.models import Asset, Demand, Grant
from workflow import notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.approvals import approve, pending_draft
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


@act
def approve_disposal(
    asset_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Approve what was read in this version and demand the sum."""
    asset = lock(Asset, asset_id)
    grant = lock(Grant, asset.grant_id)
    draft = pending_draft(DOCUMENT, asset.pk)
    problems = problems_judging(asset)
    if not problems and disposal_content(asset) != draft.content:
        problems.append(Problem("stale", "申請の内容が変わりました。", "起案し直してください。"))
    refuse_if(problems)
    approve(draft, version)
    record = advance(asset, "to_disposal_approved", return_yen=draft.content["return_yen"])
    notices.tell(
        notices.people_of(asset.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_ACCOUNTANT),
        "disposal_approved",
        asset,
        f"財産処分の承認（{asset}）",
        "納付の通知がある場合は、その納付を条件とします。",
    )
    if draft.content["return_yen"]:
        write_demand(record, grant, Demand.Kind.DISPOSAL, draft, draft.content["return_yen"])
    return record
