"""着手: the work begins, and the completion report is dated."""

from datetime import date

import pytest

from grants.acts.start_grant import start_grant
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import DECIDED_ON, MILLION

DAY = date(2025, 6, 2)


def lawful(world: StagedWorld) -> Deed:
    """The company began today."""
    return deed(start_grant, world.case("DECIDED").pk, DAY, on=DAY)


def test_the_case_runs_and_owes_its_completion_report(world: StagedWorld) -> None:
    case = world.case("DECIDED")
    record = perform(world, lawful(world))
    assert (case.grant.state, record.facts["started_on"]) == ("RUNNING", "2025-06-02")
    owed = duty(case.pk, "COMPLETION")
    # 31 January 2026 counted as the first of 30 days, elapsed: 2 March; within the cap of 10 April.
    assert (owed.base_on, owed.due_on) == (date(2026, 1, 31), date(2026, 3, 2))
    assert owed.article == "適正化法14条"
    assert duty(case.pk, "WITHDRAWAL").status == "met"
    assert told(record) == {}


@pytest.mark.parametrize("day", [date(2025, 5, 11), date(2025, 6, 3)])
def test_work_begins_neither_before_the_decision_nor_tomorrow(
    world: StagedWorld, day: date
) -> None:
    case = world.case("DECIDED")
    assert set(refusal(world, start_grant, case.pk, day, on=DAY)) == {"started_on"}


def test_what_a_part_cancellation_left_may_still_begin_once(world: StagedWorld) -> None:
    case = world.case("DECIDED").propose_cancellation(20 * MILLION).cancel()
    assert case.grant.state == "PARTLY_CANCELLED"
    case.start()
    assert case.grant.state == "RUNNING"
    assert duty(case.pk, "COMPLETION").status == "open"
    case.propose_cancellation(20 * MILLION).cancel()
    assert set(refusal(world, start_grant, case.pk, DAY)) == {"started"}


def test_an_undecided_case_does_not_begin(world: StagedWorld) -> None:
    case = world.case("APPROVAL")
    assert set(refusal(world, start_grant, case.pk, DECIDED_ON, on=DAY)) == {"started_on"}
