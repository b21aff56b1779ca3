"""財産処分の完了の確認 (適正化法22条): done as approved, where nothing was to be paid for it.

Who: case_officer
State: asset APPROVED → DISPOSED
Ledger: none
Paper: none (a row of 取得財産等管理台帳)
Deadline: none
"""

from datetime import date, datetime
from uuid import UUID

from grants.models import Asset, Demand
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import jst_day
from workflow.machines.demand import DemandState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_disposed(asset: Asset, disposed_on: date, evidence: str, today: date) -> list[Problem]:
    """Every reason why the disposal cannot be noted as done."""
    problems = problems_unpaid(asset)
    asked = asset.disposals.order_by("-requested_at").first()
    if disposed_on > today or (asked is not None and disposed_on < asked.dispose_on):
        problems.append(
            Problem(
                "disposed_on",
                "処分した日は、承認した処分予定日から本日までの日です。",
                "日付を直してください。",
                "disposed_on",
            )
        )
    if not evidence.strip():
        problems.append(
            Problem("evidence", "確認した書類がありません。", "記入してください。", "evidence")
        )
    return problems


def problems_unpaid(asset: Asset) -> list[Problem]:
    """The approval stands on condition of payment."""
    open_demands = asset.grant.demands.filter(
        kind=Demand.Kind.DISPOSAL, state=DemandState.DEMANDED, reckoning__asset=asset.number
    )
    if not open_demands.exists():
        return []
    return [Problem("unpaid", "処分に係る納付が済んでいません。", "納付を待ってください。")]


@act
def record_disposal(
    asset_id: UUID, disposed_on: date, evidence: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Note that the asset is gone; its line of the register stays."""
    asset = lock(Asset, asset_id)
    refuse_if(problems_disposed(asset, disposed_on, evidence, jst_day(now)))
    return advance(asset, "to_disposed", disposed_on=disposed_on, evidence=evidence)
