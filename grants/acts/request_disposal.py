"""財産処分の承認申請 (適正化法22条): nothing is sold, lent or pledged without approval.

Who: recipient_releaser
State: asset RESTRICTED → DISPOSAL_REQUESTED
Ledger: none
Paper: none (the request is the company's own)
Deadline: none
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from grants.models import Asset, Disposal
from workflow import notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if

METHODS = ("目的外使用", "譲渡", "交換", "貸付", "担保", "廃棄")


@dataclass(frozen=True)
class DisposalRequest:
    """How, to whom, why, for how many yen, and when."""

    method: str
    partner: str
    reason: str
    price_yen: int
    dispose_on: date


def problems_requesting(given: DisposalRequest, today: date) -> list[Problem]:
    """Every reason why the request cannot be received."""
    problems = []
    if given.method not in METHODS:
        problems.append(
            Problem("method", "処分の方法が正しくありません。", "選び直してください。", "method")
        )
    if not given.reason.strip():
        problems.append(Problem("reason", "理由がありません。", "記入してください。", "reason"))
    if given.price_yen < 0 or given.dispose_on < today:
        problems.append(
            Problem(
                "price", "譲渡額は0円以上、処分日は本日以後です。", "直してください。", "price_yen"
            )
        )
    return problems


@act
def request_disposal(
    asset_id: UUID, given: DisposalRequest, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Receive the request."""
    asset = lock(Asset, asset_id)
    refuse_if(problems_requesting(given, jst_day(now)))
    Disposal.objects.create(
        asset=asset, organisation=asset.organisation, requested_at=now, **vars(given)
    )
    record = advance(asset, "to_disposal_requested", reason=given.reason)
    notices.tell_role(
        Role.CASE_OFFICER, "disposal_requested", asset, f"財産処分の申請（{asset}）", given.reason
    )
    return record
