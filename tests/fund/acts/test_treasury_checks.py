"""What the fund places, earns and owes: each invariant holds over it, and is broken one by one."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from fund import ledger
from fund.acts.add_income import add_income
from fund.acts.propose_clearing import propose_clearing
from fund.acts.propose_cost_allocation import propose_cost_allocation
from fund.acts.receive_interest import receive_interest
from fund.acts.redeem_placement import redeem_placement
from fund.acts.settle_voucher import settle_voucher
from fund.acts.value_holdings import value_holdings
from fund.checks import examine
from fund.checks.registry import BOOKS
from fund.entries import Entry, Line
from fund.models import StrayReceipt, Voucher
from tests.fund.acts.test_propose_cost_allocation import a_share
from tests.fund.treasury import DAY, OTHER, astray, held, money, passed, put_up
from tests.grants.world import World, unique
from workflow.models import ActRecord

YEAR_END, AFTER = date(2026, 3, 31), date(2026, 4, 10)


@pytest.fixture
def lived(fund: World) -> World:
    """Bought, earned, matured, valued and added; costs shared and paid; money astray cleared."""
    short, _ = held(money(fund), matures_on=date(2026, 3, 2)), held(fund, accrued_yen=9)
    shared = fund.do(propose_cost_allocation, a_share(fund)).subject_id
    receipt = astray(fund, kind="OF_OTHERS", other_segment=OTHER, account="4301")
    cleared = fund.do(propose_clearing, receipt.pk, "TRANSFER", "判明した。").subject_id
    for voucher in (Voucher.objects.get(pk=shared), put_up(fund), Voucher.objects.get(pk=cleared)):
        fund.do(settle_voucher, passed(fund, voucher).pk, DAY, unique("OUT"))
    fund.today = AFTER
    fund.do(receive_interest, short.pk, date(2025, 9, 2), 350_000, unique("C"))
    fund.do(redeem_placement, short.pk, date(2026, 3, 2), 350_000, unique("R"))
    fund.do(value_holdings, fund.segment, YEAR_END)
    fund.do(add_income, fund.segment, YEAR_END)
    astray(fund, received_on=AFTER)
    return fund


def broken(world: World) -> set[str]:
    """The invariants of the books that do not hold in the world's segment and the other's."""
    names: set[str] = set()
    with connection.cursor() as cursor:
        for code in (f"TEST_{world.segment}", "GENERAL"):
            names |= {r.name for r in examine(cursor, code, {BOOKS}).broken}
    return names


def post(world: World, *lines: Line, event: str = "OTHER", act: str = "endow_fund") -> None:
    """Slip an entry into the books under an act that was really done."""
    record = ActRecord.objects.filter(act=act, key__regex="^[^#]+$").latest("acted_at")
    entry = Entry(event, world.today, lines, "試験")
    ledger.post(world.segment, entry, key=f"{record.key}#{uuid4()}", actor=record.actor_id)


def owed_without_claim(world: World) -> None:
    post(world, Line("P", "1101", "2303", 5))


def profit(world: World) -> None:
    post(world, Line("P", "1101", "4301", 5))


def more_than_earned(world: World) -> None:
    post(world, Line("P", "5401", "2152", 5))


def placed_without_a_name(world: World) -> None:
    post(world, Line("P", "2151", "1161", 1, item=held(world).number),
         Line("P", "1102", "2151", 1))  # fmt: skip


def worth_less_than_its_price(world: World) -> None:
    post(world, Line("P", "2151", "1161", 1, item=held(world).number))


def suspense_nobody_recorded(world: World) -> None:
    post(world, Line("P", "1101", "2301", 5))


def cleared_in_the_record_only(world: World) -> None:
    StrayReceipt.objects.filter(segment=world.segment, cleared_on=None).update(cleared_on=AFTER)


def taken_in_the_record_only(world: World) -> None:
    record = ActRecord.objects.filter(act="endow_fund").latest("acted_at")
    rows = StrayReceipt.objects.filter(segment=world.segment, cleared_on=None)
    rows.update(taken_by=record, cleared_on=AFTER)


def placed_by_another_act(world: World) -> None:
    number = held(world).number
    post(world, Line("P", "1161", "2151", 1, item=number), event="PLACEMENT")


def withdrawn_in_the_record_only(world: World) -> None:
    Voucher.objects.filter(pk=passed(world, put_up(world)).pk).update(withdrawn_on=DAY)


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (owed_without_claim, "entries_between_segments_are_linked"),
        (profit, "fund_shows_no_profit"),
        (more_than_earned, "fund_shows_no_profit"),
        (placed_without_a_name, "holdings_stand_in_the_ledger"),
        (worth_less_than_its_price, "holdings_stand_in_the_ledger"),
        (suspense_nobody_recorded, "money_astray_is_on_record"),
        (cleared_in_the_record_only, "money_astray_is_on_record"),
        (taken_in_the_record_only, "money_taken_waits_until_it_is_here"),
        (placed_by_another_act, "fund_acts_have_their_entries"),
        (withdrawn_in_the_record_only, "withdrawn_vouchers_are_mirrored"),
    ],
)
def test_what_was_spoilt_is_named(fund: World, spoil: Callable[[World], None], name: str) -> None:
    astray(money(fund))
    assert broken(fund) == set()
    spoil(fund)
    assert name in broken(fund)


def test_after_every_event_all_of_them_hold(lived: World) -> None:
    assert broken(lived) == set()
