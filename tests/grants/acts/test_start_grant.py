"""着手: the work begins, and NEDO has noted it."""

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


def test_the_case_runs_and_nedo_s_duty_to_note_it_is_met(world: StagedWorld) -> None:
    case = world.case("DECIDED")
    owed = duty(case.pk, "START_RECORD")
    # Planned for 1 June, decided on 12 May: fourteen days after the later, a Sunday.
    assert (owed.status, owed.due_on) == ("open", date(2025, 6, 16))
    record = perform(world, lawful(world))
    assert (case.grant.state, record.facts["started_on"]) == ("RUNNING", "2025-06-02")
    owed.refresh_from_db()
    assert (owed.status, owed.met_on) == ("met", DAY)
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
