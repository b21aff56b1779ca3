"""返還金の収納: principal first, then 加算金, then 延滞金; the rest is 過誤納金."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from fund.acts.record_stray_receipt import record_stray_receipt
from fund.chart import AVAILABLE, CASH
from fund.queries import balance, entries_of_key
from grants.acts.begin_compulsory_collection import begin_compulsory_collection
from grants.acts.receive_refund import receive_refund
from grants.case import balances_of
from grants.models import RefundReceipt
from tests.deeds import Deed, deed, duty, lines_posted, perform, posted, refusal, told
from tests.fund.treasury import stray
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION, unique

DUE, LATE = date(2025, 10, 29), date(2025, 11, 8)
# Received 8 September, paid 8 November: 62 days of 20 million, and 10 days after the due date.
SURCHARGE_YEN, LATE_YEN = 372_000, 60_000


def lawful(world: StagedWorld) -> Deed:
    """Eight of the twenty million come back in time."""
    order = world.case("ordered").order
    return deed(receive_refund, order.pk, DUE, 8 * MILLION, unique("BANK"), on=DUE)


def receive(world: StagedWorld, case: Any, yen: int, on: date) -> Any:
    """A bank line of the day pays the newest order."""
    return perform(world, deed(receive_refund, case.order.pk, on, yen, unique("BANK"), on=on))


def test_a_part_pays_principal_and_frees_budget(world: StagedWorld) -> None:
    case = world.case("ordered")
    cash, available = balance(world.segment, CASH), balance(world.segment, AVAILABLE)
    record = perform(world, lawful(world))
    assert posted(world.segment, record) == [
        ("REFUND_RECEIPT", DUE, ["P 1101/1131 8000000", "B B310/B200 8000000"])
    ]
    assert balance(world.segment, CASH) == cash + 8 * MILLION
    assert balance(world.segment, AVAILABLE) == available + 8 * MILLION
    assert (case.order.state, duty(case.order.pk, "REFUND").status) == ("PART_PAID", "open")
    assert told(record) == {}


def test_the_last_of_the_principal_makes_the_charges_final(world: StagedWorld) -> None:
    case = world.case("ordered")
    record = receive(world, case, 20 * MILLION, LATE)
    order = case.order
    assert order.state == "PRINCIPAL_PAID"
    assert (order.surcharge_yen, order.late_yen) == (SURCHARGE_YEN, LATE_YEN)
    assert [(event, lines) for event, _, lines in posted(world.segment, record)] == [
        ("REFUND_RECEIPT", ["P 1101/1131 20000000", "B B310/B200 20000000"]),
        ("CHARGES_BILLED", ["P 1132/4302 372000", "P 1133/4302 60000", "P 5401/2153 432000"]),
    ]
    met = duty(order.pk, "REFUND")
    assert (met.status, met.met_on) == ("met", LATE)


def test_a_part_payment_lowers_what_the_charges_run_on(world: StagedWorld) -> None:
    case = world.case("ordered")
    receive(world, case, 8 * MILLION, DUE)
    receive(world, case, 12 * MILLION, LATE)
    # 52 days of 20 million and 10 more of 12; late: 10 days of 12 million.
    assert case.order.surcharge_yen == (52 * 20 + 10 * 12) * MILLION * 3 // 10_000
    assert case.order.late_yen == 10 * 12 * MILLION * 3 // 10_000


def test_what_is_over_pays_surcharge_then_late_charge_then_is_overpaid(world: StagedWorld) -> None:
    case = world.case("ordered")
    record = receive(world, case, 20 * MILLION + 400_000, LATE)
    first = RefundReceipt.objects.get(order=case.order)
    assert (first.surcharge_yen, first.late_yen, first.overpaid_yen) == (372_000, 28_000, 0)
    assert posted(world.segment, record)[2][2] == [
        "P 1101/1132 372000", "P 1101/1133 28000", "B B100/B200 400000",
    ]  # fmt: skip
    assert case.order.state == "PRINCIPAL_PAID"
    record = receive(world, case, 33_000, date(2025, 11, 10))
    assert lines_posted(world.segment, record) == [
        "P 1101/1133 32000", "P 1101/2204 1000", "B B100/B200 32000",
    ]  # fmt: skip
    assert case.order.state == "CLEARED"


def test_everything_in_one_payment_clears_the_order(world: StagedWorld) -> None:
    case = world.case("ordered")
    receive(world, case, 20 * MILLION + SURCHARGE_YEN + LATE_YEN + 1, LATE)
    assert case.order.state == "CLEARED"
    assert RefundReceipt.objects.get(order=case.order).overpaid_yen == 1


def test_an_excess_bears_no_surcharge_and_in_time_no_charge(world: StagedWorld) -> None:
    case = world.case("excess")
    receive(world, case, 10 * MILLION, case.order.due_on)
    assert (case.order.state, case.order.surcharge_yen, case.order.late_yen) == ("CLEARED", 0, 0)
    assert case.grant.state == "SETTLED"
    assert balances_of(case.grant) == {"B300": 0, "B310": 0, "B400": 0, "B500": 40 * MILLION}


def test_after_fixing_the_budget_comes_back_from_what_was_settled(world: StagedWorld) -> None:
    case = world.case("SETTLED").propose_cancellation(50 * MILLION).cancel().order_back()
    record = receive(world, case, 50 * MILLION, world.today)
    assert posted(world.segment, record)[0][2] == [
        "P 1101/1131 50000000", "B B500/B200 50000000",
    ]  # fmt: skip
    assert case.grant.state == "SETTLED"


def test_charges_billed_and_paid_end_their_duty(world: StagedWorld) -> None:
    case = world.case("billed")
    receive(world, case, 100_000, date(2025, 11, 12))
    assert (case.order.state, duty(case.order.pk, "CHARGES").status) == ("CHARGES_BILLED", "open")
    receive(world, case, SURCHARGE_YEN + LATE_YEN - 100_000, date(2025, 11, 13))
    assert (case.order.state, duty(case.order.pk, "CHARGES").status) == ("CLEARED", "met")


def test_a_part_payment_does_not_end_compulsory_collection(world: StagedWorld) -> None:
    case = world.case("overdue")
    world.do(begin_compulsory_collection, case.order.pk, "督促に応じないため。")
    receive(world, case, 1 * MILLION, LATE)
    assert case.order.state == "COMPULSORY"
    receive(world, case, 19 * MILLION, LATE)
    assert (case.order.state, duty(case.order.pk, "DEMAND").status) == (
        "PRINCIPAL_PAID", "cancelled",
    )  # fmt: skip


def test_money_of_a_closed_month_is_booked_today_and_counts_from_its_day(
    world: StagedWorld,
) -> None:
    case = world.case("ordered")
    world.close_until(date(2025, 10, 31))
    today = date(2025, 11, 12)
    doing = deed(receive_refund, case.order.pk, DUE, 20 * MILLION, unique("BANK"), on=today)
    record = perform(world, doing)
    entries = entries_of_key(world.segment, record.key)
    assert {(x.effective_on, x.original_on) for x in entries} == {(today, DUE)}
    assert (case.order.late_yen, duty(case.order.pk, "REFUND").met_on) == (0, DUE)


@pytest.mark.parametrize(
    ("on", "yen", "reference", "codes"),
    [
        (date(2025, 10, 8), 1, "X", {"received_on"}),
        (date(2025, 10, 30), 1, "X", {"received_on"}),
        (DUE, 0, "X", {"amount"}),
        (DUE, -5, "X", {"amount"}),
        (DUE, 1, " ", {"bank_reference"}),
        (date(2025, 10, 30), 0, "", {"received_on", "amount", "bank_reference"}),
    ],
)
def test_a_line_that_cannot_be_a_payment_on_the_order_is_refused(
    world: StagedWorld, on: date, yen: int, reference: str, codes: set[str]
) -> None:
    order = world.case("ordered").order
    problems = refusal(world, receive_refund, order.pk, on, yen, reference, on=DUE)
    assert set(problems) == codes


def test_payments_are_recorded_in_their_order(world: StagedWorld) -> None:
    case = world.case("ordered").receive(1, on=DUE)
    day = date(2025, 10, 28)
    problems = refusal(world, receive_refund, case.order.pk, day, 1, "X", on=DUE)
    assert set(problems) == {"received_on"}


def test_a_bank_line_pays_once_and_a_cleared_order_takes_nothing(world: StagedWorld) -> None:
    case = world.case("cleared")
    used = RefundReceipt.objects.filter(order=case.order)[0].bank_reference
    problems = refusal(world, receive_refund, case.order.pk, world.today, 1, used)
    assert set(problems) == {"bank_reference", "cleared"}


def test_the_database_asks_that_a_receipt_is_allocated_in_full(world: StagedWorld) -> None:
    order = world.case("ordered").order
    receipt = RefundReceipt(
        order=order, organisation=order.organisation, received_on=DUE, amount_yen=5,
        principal_yen=3, surcharge_yen=1, late_yen=0, overpaid_yen=0, bank_reference="X",
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="receipt_is_fully_allocated"), transaction.atomic():
        receipt.save(force_insert=True)


def test_its_line_is_no_other_receipt(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    line = doing.args[-1]
    found = refusal(world, record_stray_receipt, stray(world, bank_reference=line))
    assert "返還金の収納" in found["bank_reference"].text
