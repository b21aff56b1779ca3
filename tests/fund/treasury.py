"""A fund that has placed money and booked costs: what the tests of these acts begin with."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from fund.acts.approve_placement import approve_placement
from fund.acts.approve_voucher import approve_voucher
from fund.acts.propose_admin_cost import AdminCost, propose_admin_cost
from fund.acts.propose_placement import propose_placement
from fund.acts.record_stray_receipt import StrayMoney, record_stray_receipt
from fund.acts.settle_placement import settle_placement
from fund.models import Placement, StrayReceipt, Voucher
from fund.placing import PlacementProposal
from tests.grants.world import World, unique
from workflow.models import Role

DAY = date(2025, 4, 7)
FACE, PRICE = 100_000_000, 99_700_000
# The second 勘定 of the books every database has.
OTHER = 2


def money(world: World, on: date = DAY) -> World:
    """The world on a day, with an endowment of ten billion."""
    world.today = on
    world.endow()
    return world


def a_proposal(world: World, **changes: Any) -> PlacementProposal:
    """A bond of a hundred million at 99.7, 0.7 % a year, over two years, bought today."""
    given = PlacementProposal(
        world.segment, "JGB", "第145回利付国債", "国", "", FACE, PRICE, 0, Fraction(7, 1000), 6,
        world.today, date(2027, 4, 6),
    )  # fmt: skip
    return replace(given, **changes)


def proposed(world: World, **changes: Any) -> Placement:
    """Put up."""
    record = world.do(propose_placement, a_proposal(world, **changes))
    return Placement.objects.get(pk=record.subject_id)


def approved(world: World, **changes: Any) -> Placement:
    """Put up and approved."""
    found = proposed(world, **changes)
    world.do(approve_placement, found.pk, 1)
    return Placement.objects.get(pk=found.pk)


def held(world: World, **changes: Any) -> Placement:
    """Bought today."""
    found = approved(world, **changes)
    world.do(settle_placement, found.pk, world.today, unique("SETTLE"))
    return Placement.objects.get(pk=found.pk)


def a_cost(world: World, **changes: Any) -> AdminCost:
    """Three million of work done yesterday."""
    given = AdminCost(
        world.segment, "委託費", 3_000_000, world.today, "監査法人", unique("請求"), "基金の監査"
    )
    return replace(given, **changes)


def put_up(world: World, **changes: Any) -> Voucher:
    """A cost put up."""
    record = world.do(propose_admin_cost, a_cost(world, **changes))
    return Voucher.objects.get(pk=record.subject_id)


def passed(world: World, voucher: Voucher, by: Role = Role.ACCOUNTING_APPROVER) -> Voucher:
    """Approved."""
    world.do(approve_voucher, voucher.pk, 1, by=by)
    return Voucher.objects.get(pk=voucher.pk)


def stray(world: World, **changes: Any) -> StrayMoney:
    """Two million from nobody known."""
    given = StrayMoney(
        world.segment, "UNKNOWN", None, "2301", world.today, 2_000_000, unique("BANK"), "カ）フメイ"
    )
    return replace(given, **changes)


def astray(world: World, **changes: Any) -> StrayReceipt:
    """Booked."""
    record = world.do(record_stray_receipt, stray(world, **changes))
    return StrayReceipt.objects.get(pk=record.subject_id)
