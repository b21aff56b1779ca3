"""強制徴収: only when the due date has passed, with reasons."""

from datetime import date

from grants.acts.begin_compulsory_collection import begin_compulsory_collection
from grants.acts.demand_charges import demand_charges
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


def test_a_part_payment_spares_nobody_the_demand(world: StagedWorld) -> None:
    case = world.case("ordered").receive(5_000_000, on=date(2025, 10, 20))
    found = refusal(world, begin_compulsory_collection, case.order.pk, "未納のため。", on=LATE)
    assert set(found) == {"not_demanded"}
    assert "国税通則法37条" in found["not_demanded"].text
    perform(world, deed(mark_overdue, case.order.pk, on=LATE))
    perform(world, deed(begin_compulsory_collection, case.order.pk, "未納のため。", on=LATE))


def test_charges_are_compelled_after_their_own_date_and_demand_only(world: StagedWorld) -> None:
    # The principal's date passed on 29 October; the charges are payable until 30 November.
    order = world.case("billed").order
    asked = (begin_compulsory_collection, order.pk, "未納のため。")
    for day in (date(2025, 11, 10), date(2025, 11, 30)):
        found = refusal(world, *asked, on=day)
        assert set(found) == {"not_due"}
        assert "2025年11月30日" in found["not_due"].text
    assert set(refusal(world, *asked, on=date(2025, 12, 1))) == {"not_demanded"}
    perform(world, deed(demand_charges, order.pk, on=date(2025, 12, 1)))
    perform(world, deed(*asked, on=date(2025, 12, 2)))
    assert world.case("billed").order.state == "COMPULSORY"


def test_a_demand_of_the_principal_is_none_of_the_charges(world: StagedWorld) -> None:
    case = (
        world.case("overdue").receive(20_000_000, on=date(2025, 11, 4)).bill(on=date(2025, 11, 5))
    )
    late = date(2025, 12, 1)
    found = refusal(world, begin_compulsory_collection, case.order.pk, "未納のため。", on=late)
    assert set(found) == {"not_demanded"}


def test_not_before_the_due_date_and_not_without_reasons(world: StagedWorld) -> None:
    order = world.case("ordered").order
    found = refusal(world, begin_compulsory_collection, order.pk, "", on=date(2025, 10, 20))
    assert set(found) == {"no_reason", "not_due"}
