"""督促: the due date itself is in time; the day after it the order is overdue."""

from datetime import date

from grants.acts.instruct_bank import instruct_bank
from grants.acts.mark_overdue import mark_overdue
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.stage import FIRST_DAY, StagedWorld, verified
from workflow.models import Obligation

DUE = date(2025, 10, 29)
LATE = date(2025, 10, 30)


def lawful(world: StagedWorld) -> Deed:
    """The order of 9 October, due on the 29th, on the 30th."""
    return deed(mark_overdue, world.case("ordered").order.pk, on=LATE)


def test_the_day_after_the_due_date_it_is_overdue_and_demanded(world: StagedWorld) -> None:
    doing = lawful(world)
    record = perform(world, doing)
    order = world.case("ordered").order
    assert order.state == "OVERDUE"
    assert record.facts["open_yen"] == 20_000_000
    assert duty(order.pk, "DEMAND").due_on == date(2025, 11, 6)
    assert set(told(record)) == {"refund_demanded"}


def test_on_the_due_date_it_is_not(world: StagedWorld) -> None:
    order = world.case("ordered").order
    assert set(refusal(world, mark_overdue, order.pk, on=DUE)) == {"not_due"}


def test_meanwhile_the_bank_is_not_instructed_for_the_company(world: StagedWorld) -> None:
    perform(world, lawful(world))
    world.today = FIRST_DAY
    other = verified(world.draft()).claim(1).check().approve()
    assert "refund_hold" in refusal(world, instruct_bank, other.payment, on=LATE)


def test_it_is_demanded_again_every_week_until_it_is_paid(world: StagedWorld) -> None:
    order = world.case("overdue").order
    early = refusal(world, mark_overdue, order.pk, on=date(2025, 11, 5))
    assert set(early) == {"demanded"}
    record = perform(world, deed(mark_overdue, order.pk, on=date(2025, 11, 6)))
    assert (record.source, record.target) == ("OVERDUE", "OVERDUE")
    open_duties = Obligation.objects.filter(subject_id=order.pk, kind="DEMAND", status="open")
    assert [duty.due_on for duty in open_duties] == [date(2025, 11, 13)]
