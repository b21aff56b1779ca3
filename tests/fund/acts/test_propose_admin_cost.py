"""管理費の起票: put up with exactly the entries it will book."""

from datetime import date
from typing import Any

import pytest

from fund.acts.propose_admin_cost import propose_admin_cost
from fund.models import Voucher
from tests.deeds import Deed, deed, perform, posted, refusal
from tests.fund.treasury import DAY, a_cost, money
from tests.grants.world import World
from workflow.approvals import latest_draft


def lawful(world: World) -> Deed:
    """An audit's fee."""
    return deed(propose_admin_cost, a_cost(money(world)), on=DAY)


def test_the_draft_holds_the_lines_and_nothing_is_booked(fund: World) -> None:
    record = perform(fund, lawful(fund))
    voucher = Voucher.objects.get(pk=record.subject_id)
    assert (voucher.stage, voucher.pays, voucher.amount_yen) == ("決裁待ち", True, 3_000_000)
    assert posted(fund.segment, record) == []
    draft = latest_draft("VOUCHER", voucher.pk)
    assert draft is not None
    (entry,) = draft.content["entries"]
    sides = [(line["debit"], line["credit"]) for line in entry["lines"]]
    assert sides == [("5201", "2202"), ("2151", "4101"), ("B200", "B800")]
    assert draft.content["payments"][0]["on"] is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"item": "交際費"}, "item"),
        ({"amount_yen": 0}, "amount"),
        ({"incurred_on": date(2025, 4, 8)}, "incurred_on"),
        ({"invoice": " "}, "missing"),
    ],
)
def test_what_is_no_cost_is_refused(fund: World, change: dict[str, Any], code: str) -> None:
    assert set(refusal(fund, propose_admin_cost, a_cost(fund, **change))) == {code}
