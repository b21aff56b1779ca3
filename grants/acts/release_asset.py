"""処分制限の満了 (施行令14条): the period has passed; the asset is free.

Who: case_officer
State: asset RESTRICTED → RELEASED
Ledger: none
Paper: none (a row of 取得財産等管理台帳)
Deadline: the yearly report on assets ends with the last one
"""

from datetime import datetime
from uuid import UUID

from grants.models import Asset
from grants.series import date_asset_reports
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


@act
def release_asset(asset_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Note the end of the restriction."""
    asset = lock(Asset, asset_id)
    if jst_day(now) <= asset.restricted_until:
        refuse_if(
            [
                Problem(
                    "restricted",
                    f"処分制限期間は {day_text(asset.restricted_until)} までです。",
                    "満了の翌日以後に行ってください。",
                )
            ]
        )
    record = advance(asset, "to_released")
    date_asset_reports(record, asset.grant)
    return record
