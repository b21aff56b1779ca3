"""時効の管理: dated from the claim's own day, anew from its first 督促, ended with the claim."""

from datetime import date
from uuid import UUID

from grants.acts.mark_overdue import mark_overdue
from tests.deeds import deed, perform
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION
from workflow.models import Obligation


def watched(order: UUID) -> dict[str, date]:
    """When each claim of an order is barred, by its kind."""
    rows = Obligation.objects.filter(subject_id=order, kind="LIMITATION", status="open")
    return {row.period_key: row.due_on for row in rows}


def test_five_years_run_from_the_due_date_under_their_article(world: StagedWorld) -> None:
    order = world.case("ordered").order
    assert order.due_on == date(2025, 10, 29)
    assert watched(order.pk) == {"REFUND": date(2030, 10, 29)}
    row = Obligation.objects.get(subject_id=order.pk, kind="LIMITATION")
    assert row.article == "適正化法21条、国税通則法72条・73条の例"


def test_the_first_demand_begins_them_anew_and_a_later_one_does_not(world: StagedWorld) -> None:
    order = world.case("overdue").order
    assert watched(order.pk) == {"REFUND": date(2030, 10, 30)}
    perform(world, deed(mark_overdue, order.pk, on=date(2025, 11, 6)))
    assert watched(order.pk) == {"REFUND": date(2030, 10, 30)}
    before = Obligation.objects.get(subject_id=order.pk, kind="LIMITATION", status="superseded")
    assert before.due_on == date(2030, 10, 29)


def test_charges_have_a_time_of_their_own_from_the_day_they_are_due(world: StagedWorld) -> None:
    assert watched(world.case("principal paid").order.pk) == {}
    assert watched(world.case("billed").order.pk) == {"CHARGES": date(2030, 11, 30)}


def test_a_part_payment_leaves_the_rest_watched(world: StagedWorld) -> None:
    case = world.case("overdue").receive(5 * MILLION, on=date(2025, 11, 3))
    assert watched(case.order.pk) == {"REFUND": date(2030, 10, 30)}
    case.receive(15 * MILLION, on=date(2025, 11, 4))
    assert watched(case.order.pk) == {}
