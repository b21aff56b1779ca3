"""強制徴収: only when the due date has passed, with reasons."""

from datetime import date

from grants.acts.begin_compulsory_collection import begin_compulsory_collection
from grants.acts.mark_overdue import mark_overdue
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld

LATE = date(2026, 1, 15)


def lawful(world: StagedWorld) -> Deed:
    """The overdue order, months later."""
    order = world.case("ordered").order
    perform(world, deed(mark_overdue, order.pk, on=LATE))
    return deed(begin_compulsory_collection, order.pk, "督促に応じないため。", on=LATE)


def test_it_begins_and_money_may_still_come_in(world: StagedWorld) -> None:
    perform(world, lawful(world))
    case = world.case("ordered")
    assert case.order.state == "COMPULSORY"
    case.receive(20_000_000, on=date(2026, 2, 2))
    assert case.order.state == "PRINCIPAL_PAID"


def test_not_before_the_due_date_and_not_without_reasons(world: StagedWorld) -> None:
    order = world.case("ordered").order
    found = refusal(world, begin_compulsory_collection, order.pk, "", on=date(2025, 10, 20))
    assert set(found) == {"no_reason", "not_due"}
