"""取得財産の登録 (適正化法22条, 施行令13条): what the grant helped to buy, until when bound.

Who: recipient_writer, recipient_releaser
State: — (RUNNING … MONITORING); asset → RESTRICTED
Ledger: none
Paper: none (a row of 取得財産等管理台帳)
Deadline: 処分制限期間 (kept on the asset); 取得財産等管理状況報告 each year until it ends
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from grants.models import Asset, Grant
from grants.models.asset import AssetClass
from grants.series import date_asset_reports
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import jst_day, months_later
from workflow.law import number_on
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

OWNING = {
    GrantState.RUNNING, GrantState.COMPLETED_REPORTED, GrantState.UNDER_INSPECTION,
    GrantState.AMOUNT_FIXED, GrantState.SETTLED, GrantState.MONITORING, GrantState.PARTLY_CANCELLED,
}  # fmt: skip


@dataclass(frozen=True)
class AssetEntry:
    """One line of the register. Sums in yen without consumption tax."""

    kind: str
    name: str
    specification: str
    quantity: int
    unit_yen: int
    granted_yen: int
    acquired_on: date
    place: str


def problems_registering(
    grant: Grant, given: AssetEntry, threshold: int, today: date
) -> list[Problem]:
    """Every reason why the line cannot be registered."""
    problems = []
    if grant.state not in OWNING:
        problems.append(
            Problem("wrong_state", "交付決定後の案件に登録します。", "案件を選び直してください。")
        )
    if given.kind not in AssetClass.values:
        problems.append(
            Problem("kind", "財産の区分が正しくありません。", "選び直してください。", "kind")
        )
    if given.unit_yen < threshold:
        problems.append(
            Problem(
                "unit", "単価が処分制限の対象額に満たない財産です。", "登録は不要です。", "unit_yen"
            )
        )
    if given.quantity <= 0 or not 0 <= given.granted_yen <= given.unit_yen * given.quantity:
        problems.append(
            Problem(
                "granted", "助成金相当額は取得額以下です。", "金額を直してください。", "granted_yen"
            )
        )
    if grant.decided_on is None or not grant.decided_on <= given.acquired_on <= today:
        problems.append(
            Problem(
                "acquired",
                "取得日は交付決定日から本日までの日です。",
                "日付を直してください。",
                "acquired_on",
            )
        )
    if not given.name.strip() or not given.place.strip():
        problems.append(
            Problem("name", "財産名と保管場所を記入してください。", "記入してください。", "name")
        )
    return problems


@act
def register_asset(
    grant_id: UUID, given: AssetEntry, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Write the line; the restriction follows the table of the money's budget year."""
    grant = lock(Grant, grant_id)
    threshold = number_on("asset_threshold", grant.rules_on)
    refuse_if(problems_registering(grant, given, threshold, jst_day(now)))
    assert grant.budget_year is not None
    # 告示 of the budget year: 昭和53年360号 until FY2022, 令和5年64号 from FY2023 on.
    years = number_on(f"asset_life_{given.kind}", date(grant.budget_year, 4, 1))
    until = months_later(given.acquired_on, 12 * years)
    asset = Asset.objects.create(
        grant=grant,
        organisation=grant.organisation,
        number=grant.assets.count() + 1,
        life_years=years,
        restricted_until=until or date(given.acquired_on.year + years, 2, 28),
        **vars(given),
    )
    record = record_act(asset, target=asset.state, restricted_until=asset.restricted_until)
    date_asset_reports(record, grant)
    return record
