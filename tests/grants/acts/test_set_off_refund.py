"""相殺: a payment of one case pays what another owes; no cash moves."""

from dataclasses import replace
from datetime import date

from fund.chart import CASH
from fund.queries import balance
from fund.receivables import receivables_of
from grants.acts.mark_overdue import mark_overdue
from grants.acts.set_off_refund import set_off_refund
from grants.models import Payment, SetOff
from tests.deeds import Deed, deed, lines_posted, perform, refusal
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION

LATE = date(2025, 11, 4)


def overdue(world: StagedWorld) -> object:
    """The order of 20 million, overdue."""
    order = world.case("ordered").order
    perform(world, deed(mark_overdue, order.pk, on=LATE))
    return order.pk


def approved(world: StagedWorld, yen: int) -> object:
    """Another case's approved payment of so many yen, on the day."""
    case = world.draft().to_running().inspect(150 * MILLION, 20 * MILLION)
    payment = case.claim(yen).check().approve().payment
    world.today = LATE
    return payment


def lawful(world: StagedWorld) -> Deed:
    """15 of the 20 million owed are set off."""
    order = overdue(world)
    world.today = date(2025, 4, 7)
    payment = approved(world, 15 * MILLION)
    return deed(set_off_refund, order, payment, "同種の事業であるため。", on=LATE)


def test_the_payment_pays_the_order_and_cash_stands_still(world: StagedWorld) -> None:
    doing = lawful(world)
    before = balance(world.segment, CASH)
    record = perform(world, doing)
    assert lines_posted(world.segment, record) == [
        "P 1121/1131 15000000", "B B300/B310 15000000", "B B310/B200 15000000",
    ]  # fmt: skip
    assert balance(world.segment, CASH) == before
    payment = Payment.objects.get(pk=doing.args[1])
    assert (payment.state, payment.value_on) == ("CONFIRMED", LATE)
    assert world.case("ordered").order.state == "PART_PAID"
    assert SetOff.objects.get(payment=payment).receipt.principal_yen == 15 * MILLION


def test_what_was_set_off_is_no_longer_in_doubt(world: StagedWorld) -> None:
    doing = lawful(world)
    owed = receivables_of(world.segment)
    number = world.case("ordered").grant.number
    perform(world, doing)
    rest = replace(owed[number], yen=owed[number].yen - 15 * MILLION)
    assert receivables_of(world.segment) == owed | {number: rest}


def test_the_whole_principal_bills_the_charges(world: StagedWorld) -> None:
    order = overdue(world)
    world.today = date(2025, 4, 7)
    payment = approved(world, 20 * MILLION)
    perform(world, deed(set_off_refund, order, payment, "同種の事業であるため。", on=LATE))
    found = world.case("ordered").order
    assert found.state == "PRINCIPAL_PAID"
    assert found.surcharge_yen
    assert found.late_yen


def test_more_than_is_owed_cannot_be_set_off(world: StagedWorld) -> None:
    order = overdue(world)
    world.today = date(2025, 4, 7)
    payment = approved(world, 30 * MILLION)
    found = refusal(world, set_off_refund, order, payment, "理由", on=LATE)
    assert set(found) == {"above_open"}


def test_an_order_in_time_is_not_set_off(world: StagedWorld) -> None:
    order = world.case("ordered").order
    world.today = date(2025, 4, 7)
    payment = approved(world, 5 * MILLION)
    found = refusal(world, set_off_refund, order.pk, payment, "理由", on=LATE)
    assert "not_overdue" in found


def test_reasons_are_asked_for(world: StagedWorld) -> None:
    doing = lawful(world)
    assert "no_reason" in refusal(world, set_off_refund, *doing.args[:2], " ", on=LATE)
