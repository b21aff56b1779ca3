"""返還命令: what was cancelled after payment is ordered back, latest receipts first, by a date."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from grants.acts.cancel_decision import cancel_decision
from grants.acts.order_refund import order_refund
from grants.acts.propose_cancellation import CancellationProposal, propose_cancellation
from grants.models import RefundOrder
from grants.refund_terms import Ground
from tests.deeds import Deed, deed, duty, lines_posted, perform, posted, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION
from tests.people import hire
from workflow.models import Role

DAY = date(2025, 10, 9)


def lawful(world: StagedWorld) -> Deed:
    """The director orders twenty million back."""
    return deed(order_refund, world.case("PARTLY_CANCELLED").cancellation.pk, on=DAY)


def test_the_receivable_arises_from_the_advance(world: StagedWorld) -> None:
    case = world.case("PARTLY_CANCELLED")
    record = perform(world, lawful(world))
    order = case.order
    assert (order.state, order.ground, order.principal_yen) == ("ORDERED", "ART17_1", 20 * MILLION)
    assert posted(world.segment, record) == [("REFUND_ORDER", DAY, ["P 1131/1121 20000000"])]
    assert told(record) == {"refund_ordered": 2}


def test_it_is_due_twenty_days_later_and_the_duty_to_order_is_met(world: StagedWorld) -> None:
    case = world.case("PARTLY_CANCELLED")
    perform(world, lawful(world))
    order = case.order
    owed = duty(order.pk, "REFUND")
    assert (owed.base_on, owed.due_on, order.due_on) == (DAY, date(2025, 10, 29), owed.due_on)
    assert (owed.rule, owed.article) == ("基準日の翌日から起算して20日以内", "適正化法18条")
    assert duty(case.pk, "REFUND_ORDER").status == "met"


def test_the_latest_receipts_come_back_first(world: StagedWorld) -> None:
    case = world.case("RUNNING").inspect(300 * MILLION, 40 * MILLION)
    for day, million in ((date(2025, 9, 8), 50), (date(2025, 9, 22), 30), (date(2025, 10, 6), 20)):
        case.pay(million * MILLION, on=day)
    case.propose_cancellation(85 * MILLION).cancel().order_back(on=date(2025, 10, 10))
    lots = [(x.received_on, x.amount_yen) for x in case.order.lots.all()]
    assert lots == [
        (date(2025, 9, 8), 15 * MILLION),
        (date(2025, 9, 22), 30 * MILLION),
        (date(2025, 10, 6), 20 * MILLION),
    ]


def test_a_second_order_takes_what_the_first_left(world: StagedWorld) -> None:
    case = world.case("RUNNING").inspect(300 * MILLION, 40 * MILLION)
    for day, million in ((date(2025, 9, 8), 50), (date(2025, 9, 22), 30), (date(2025, 9, 22), 20)):
        case.pay(million * MILLION, on=day)
    case.propose_cancellation(60 * MILLION).cancel().order_back(on=date(2025, 10, 10))
    case.propose_cancellation(30 * MILLION).cancel(on=date(2025, 10, 14)).order_back()
    first, second = RefundOrder.objects.filter(grant=case.pk).order_by("number")
    assert sum(x.amount_yen for x in first.lots.all()) == 40 * MILLION
    assert [(x.received_on, x.amount_yen) for x in second.lots.all()] == [
        (date(2025, 9, 8), 20 * MILLION),
        (date(2025, 9, 22), 10 * MILLION),
    ]


@pytest.mark.parametrize(
    ("cancelled_on", "lines"),
    [
        (date(2026, 2, 9), ["P 1131/5101 50000000", "P 4101/2151 50000000"]),
        (date(2026, 4, 6), ["P 1131/4301 50000000", "P 5401/2153 50000000"]),
    ],
)
def test_after_fixing_the_expense_goes_back_or_is_income_of_a_later_year(
    world: StagedWorld, cancelled_on: date, lines: list[str]
) -> None:
    case = world.case("SETTLED").propose_cancellation(50 * MILLION, on=cancelled_on).cancel()
    record = perform(world, deed(order_refund, case.cancellation.pk))
    assert lines_posted(world.segment, record) == lines
    assert case.order.from_advance_yen == 0


def test_two_cancellations_are_ordered_each_on_its_own(world: StagedWorld) -> None:
    case = world.case("PARTLY_CANCELLED")
    first = case.cancellation
    case.propose_cancellation(10 * MILLION).cancel(on=DAY)
    case.order_back()
    assert duty(case.pk, "REFUND_ORDER").status == "met"
    perform(world, deed(order_refund, first.pk))
    orders = RefundOrder.objects.filter(grant=case.pk)
    assert sorted(order.number for order in orders) == [1, 2]


def test_a_cancellation_is_ordered_back_once(world: StagedWorld) -> None:
    case = world.case("ordered")
    assert set(refusal(world, order_refund, case.cancellation.pk)) == {"ordered"}


def test_what_took_no_money_orders_nothing(world: StagedWorld) -> None:
    case = world.case("CANCELLED")
    assert set(refusal(world, order_refund, case.cancellation.pk)) == {"nothing_paid"}


def test_who_drafted_the_cancellation_does_not_order(world: StagedWorld) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.CASE_OFFICER, Role.DEPARTMENT_DIRECTOR)
    case = world.case("advanced")
    given = CancellationProposal(Ground.ART17_1, False, 90 * MILLION, "理由")
    world.do(propose_cancellation, case.pk, given, by=both)
    world.do(cancel_decision, case.pk, 1)
    assert set(refusal(world, order_refund, case.cancellation.pk, by=both)) == {"same_person"}


def test_the_database_keeps_the_order_as_ordered(world: StagedWorld) -> None:
    order = RefundOrder.objects.filter(pk=world.case("ordered").order.pk)
    for change in ({"due_on": date(2030, 1, 1)}, {"principal_yen": 1}, {"ground": "ART10"}):
        with pytest.raises(IntegrityError, match="stands as ordered"), transaction.atomic():
            order.update(**change)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        order.get().lots.update(amount_yen=1)
