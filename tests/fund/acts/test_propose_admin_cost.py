"""管理費の起票: put up with exactly the entries it will book."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fund.acts.propose_admin_cost import propose_admin_cost
from fund.acts.send_back_fund_draft import send_back_fund_draft
from fund.models import Voucher
from tests.deeds import Deed, deed, perform, posted, refusal
from tests.fund.conftest import new_segment
from tests.fund.test_concurrency import at_once
from tests.fund.treasury import DAY, a_cost, money
from tests.grants.world import World, unique
from tests.people import hire, hire_inside, new_company
from workflow.approvals import latest_draft
from workflow.models import Role
from workflow.problems import Refused


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


def test_an_invoice_is_put_up_once(fund: World) -> None:
    given = a_cost(money(fund))
    first = fund.do(propose_admin_cost, given).subject_id
    assert set(refusal(fund, propose_admin_cost, replace(given, amount_yen=1))) == {"invoice"}
    spaced = replace(given, invoice=f" {given.invoice} ")
    assert set(refusal(fund, propose_admin_cost, spaced)) == {"invoice"}
    wide = replace(given, payee="監査 法人", invoice=given.invoice.upper().replace("-", "－"))
    assert set(refusal(fund, propose_admin_cost, wide)) == {"invoice"}
    # Another payee's paper of the same number is another paper; so is a part with its own number.
    fund.do(propose_admin_cost, replace(given, payee="別の法人"))
    fund.do(propose_admin_cost, replace(given, invoice=f"{given.invoice}-2"))
    draft = latest_draft("VOUCHER", first)
    assert draft is not None
    fund.do(send_back_fund_draft, draft.pk, "金額の誤り", by=Role.ACCOUNTING_APPROVER)
    fund.do(propose_admin_cost, given)


def test_of_two_clerks_with_one_invoice_one_is_refused(committed: None) -> None:
    company = new_company("甲電池")
    world = money(World(new_segment(), hire_inside(), company, company, DAY))
    home = world.people[Role.ACCOUNTING_CLERK].memberships.get().organisation
    clerks = [hire(home, Role.ACCOUNTING_CLERK) for _ in range(4)]
    given = a_cost(world)

    def put_up(number: int) -> str:
        try:
            propose_admin_cost(given, actor=clerks[number], now=world.now, key=unique("k"))
        except Refused as refused:
            return refused.problems[0].code
        return "done"

    assert sorted(at_once(4, put_up)) == ["done", *["invoice"] * 3]
