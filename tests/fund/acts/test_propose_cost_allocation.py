"""共通経費の配賦の起票: the share is reckoned from the written key, owed here and claimed there."""

from dataclasses import replace
from typing import Any

import pytest

from fund.acts.propose_cost_allocation import Allocation, propose_cost_allocation
from fund.models import Voucher
from tests.deeds import Deed, deed, perform, refusal
from tests.fund.treasury import DAY, OTHER, money, passed
from tests.grants.world import World
from workflow.approvals import latest_draft


def a_share(world: World, **changes: Any) -> Allocation:
    """1,200 of 8,000 hours of ten million and one yen."""
    given = Allocation(
        world.segment, OTHER, 10_000_001, 1_200, 8_000, "共通経費配賦基準 第3条（従事時間）",
        world.today, "令和7年度第1四半期",
    )  # fmt: skip
    return replace(given, **changes)


def lawful(world: World) -> Deed:
    """The quarter's share."""
    return deed(propose_cost_allocation, a_share(money(world)), on=DAY)


def test_the_share_can_be_reckoned_again_from_what_stands_there(fund: World) -> None:
    record = perform(fund, lawful(fund))
    voucher = Voucher.objects.get(pk=record.subject_id)
    assert voucher.amount_yen == 10_000_001 * 1_200 // 8_000 == 1_500_000
    draft = latest_draft("VOUCHER", voucher.pk)
    assert draft is not None
    assert ["配賦の割合", "1200/8000"] in draft.content["facts"]
    assert [(e["segment"], e["link"]) for e in draft.content["entries"]] == [
        (fund.segment, 1), (fund.segment, 0), (OTHER, 1),
    ]  # fmt: skip
    assert passed(fund, voucher).stage == "出納待ち"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"other_segment": 999_999}, {"other_segment"}),
        ({"own_weight": 8_001}, {"key"}),
        ({"whole_weight": 0}, {"key"}),
        ({"total_yen": 6}, {"nothing"}),
        ({"basis": ""}, {"basis"}),
    ],
)
def test_without_a_key_or_a_basis_it_is_refused(
    fund: World, change: dict[str, Any], codes: set[str]
) -> None:
    assert set(refusal(fund, propose_cost_allocation, a_share(fund, **change))) == codes
    own = a_share(fund, other_segment=fund.segment)
    assert set(refusal(fund, propose_cost_allocation, own)) == {"other_segment"}
