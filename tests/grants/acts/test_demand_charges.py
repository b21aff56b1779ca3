"""加算金・延滞金の督促: after their own date, every week, and the limitation begins anew once."""

from datetime import date

import pytest

from grants.acts.demand_charges import demand_charges
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.stage import StagedWorld
from workflow.models import Notice, Obligation

# Billed on 10 November 2025.
UNTIL = date(2025, 11, 30)
LATE = date(2025, 12, 1)


def lawful(world: StagedWorld) -> Deed:
    """The day after the charges were due."""
    return deed(demand_charges, world.case("billed").order.pk, on=LATE)


def test_the_company_is_told_what_is_open_of_each(world: StagedWorld) -> None:
    record = perform(world, lawful(world))
    order = world.case("billed").order
    assert (record.facts["surcharge_yen"], record.facts["late_yen"]) == (372_000, 60_000)
    assert (order.state, record.source, record.target) == ("CHARGES_BILLED",) * 3
    assert duty(order.pk, "DEMAND_CHARGES").due_on == date(2025, 12, 8)
    assert set(told(record)) == {"charges_demanded"}
    body = Notice.objects.filter(subject_id=order.pk, kind="charges_demanded")[0].body
    assert "加算金 372,000円、延滞金 60,000円" in body
    assert "2025年11月30日" in body


def test_on_their_date_they_are_not_late(world: StagedWorld) -> None:
    order = world.case("billed").order
    assert set(refusal(world, demand_charges, order.pk, on=UNTIL)) == {"not_due"}


def test_they_are_demanded_again_every_week_until_paid(world: StagedWorld) -> None:
    perform(world, lawful(world))
    case = world.case("billed")
    early = refusal(world, demand_charges, case.order.pk, on=date(2025, 12, 7))
    assert set(early) == {"demanded"}
    perform(world, deed(demand_charges, case.order.pk, on=date(2025, 12, 8)))
    case.receive_charges(on=date(2025, 12, 10))
    kinds = ("DEMAND_CHARGES", "LIMITATION")
    rows = Obligation.objects.filter(subject_id=case.order.pk, kind__in=kinds)
    assert not rows.filter(status="open").exists()


@pytest.mark.parametrize("situation", ["ordered", "principal paid", "cleared"])
def test_charges_that_are_not_billed_are_not_demanded(world: StagedWorld, situation: str) -> None:
    order = world.case(situation).order
    assert set(refusal(world, demand_charges, order.pk, on=LATE)) == {"wrong_state"}
