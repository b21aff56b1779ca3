"""財産処分の承認の起案 (適正化法22条): the sum to be paid is reckoned and put up.

Who: case_officer
State: — (asset DISPOSAL_REQUESTED)
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from grants.models import Asset
from grants.returns import disposal_return_yen, full_years, straight_line_book_yen
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import put_up
from workflow.machines.asset import AssetState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

DOCUMENT = "DISPOSAL"


def problems_judging(asset: Asset) -> list[Problem]:
    """A request must be waiting."""
    if asset.state == AssetState.DISPOSAL_REQUESTED:
        return []
    return [Problem("no_request", "処分の承認申請がありません。", "申請を待ってください。")]


def disposal_content(asset: Asset) -> dict[str, Any]:
    """The reckoning: cost, book value on the day, price, share of the grant, and what is due."""
    request = asset.disposals.order_by("-requested_at").first()
    assert request is not None
    cost = asset.unit_yen * asset.quantity
    years = full_years(asset.acquired_on, request.dispose_on)
    book = straight_line_book_yen(cost, asset.life_years, years)
    return {
        "asset": asset.number,
        "method": request.method,
        "cost_yen": cost,
        "granted_yen": asset.granted_yen,
        "life_years": asset.life_years,
        "years_used": years,
        "book_yen": book,
        "price_yen": request.price_yen,
        "return_yen": disposal_return_yen(cost, asset.granted_yen, book, request.price_yen),
    }


@act
def propose_disposal(asset_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Put the approval up with its sum (起案)."""
    asset = lock(Asset, asset_id)
    refuse_if(problems_judging(asset))
    content = disposal_content(asset)
    draft = put_up(DOCUMENT, asset, content, amount_yen=content["return_yen"])
    return record_act(asset, return_yen=content["return_yen"], version=draft.version)
