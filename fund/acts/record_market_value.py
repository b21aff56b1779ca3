"""時価の記録: what a holding is worth on the market, shown beside its book value and never booked.

Who: treasury_manager
State: —
Ledger: none
Paper: none (the price is the source's)
Deadline: none
"""

from datetime import date, datetime
from uuid import UUID

from fund.models import MarketValue, Placement
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_recording(
    placement: Placement, valued_on: date, value_yen: int, source: str, today: date
) -> list[Problem]:
    """Every reason why this is no market value of that holding."""
    if placement.settled_on is None or placement.redeemed_on is not None:
        return [
            Problem(
                "stage", f"この運用は「{placement.stage}」です。", "保有中の運用を選んでください。"
            )
        ]
    problems = []
    if not placement.settled_on <= valued_on <= today:
        problems.append(
            Problem(
                "valued_on",
                "評価日は受渡日から本日までの日です。",
                "日付を確認してください。",
                "valued_on",
            )
        )
    if value_yen < 0 or not source.strip():
        problems.append(
            Problem("value", "時価又はその根拠がありません。", "記入してください。", "value_yen")
        )
    if placement.market_values.filter(valued_on=valued_on).exists():
        problems.append(
            Problem(
                "known", "この日の時価は記録済みです。", "日付を確認してください。", "valued_on"
            )
        )
    return problems


@act
def record_market_value(
    placement_id: UUID, valued_on: date, value_yen: int, source: str, *,
    actor: Person, now: datetime, key: str,
) -> ActRecord:  # fmt: skip
    """Record it."""
    placement = lock(Placement, placement_id)
    refuse_if(problems_recording(placement, valued_on, value_yen, source, jst_day(now)))
    MarketValue.objects.create(
        placement=placement, valued_on=valued_on, value_yen=value_yen, source=source
    )
    return record_act(placement, valued_on=valued_on, value_yen=value_yen)
