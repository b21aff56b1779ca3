"""標準処理期間: the clock stands still while an application is with the company for repair."""

from datetime import date, timedelta

from grants.acts.return_application import return_application
from grants.clock import clock_of
from tests.deeds import duty
from tests.grants.stage import StagedWorld
from tests.grants.world import APPLIED_ON

RETURNED_ON = date(2025, 4, 24)
REPAIRED_ON = date(2025, 5, 14)


def test_a_repaired_application_has_the_days_it_had_left(world: StagedWorld) -> None:
    case = world.case("SUBMITTED")
    due_on = duty(case.pk, "PROCESSING").due_on
    case.do(return_application, case.pk, "補正してください。", on=RETURNED_ON)
    paused = clock_of(case.grant, REPAIRED_ON)
    assert paused is not None
    assert (paused.is_running, paused.is_over, paused.due_on) == (False, False, None)
    assert paused.ran_days == (RETURNED_ON - APPLIED_ON).days == 10
    assert paused.paused_days == 20
    case.apply(on=REPAIRED_ON)
    again = duty(case.pk, "PROCESSING")
    assert again.due_on == REPAIRED_ON + (due_on - RETURNED_ON) == due_on + timedelta(days=20)
    assert "残り20日" in again.rule
    running = clock_of(case.grant, REPAIRED_ON + timedelta(days=2))
    assert running is not None
    assert (running.ran_days, running.paused_days) == (12, 20)
    assert running.left_days(REPAIRED_ON + timedelta(days=2)) == 18


def test_before_the_arrival_and_after_the_decision_nothing_runs(world: StagedWorld) -> None:
    assert clock_of(world.case("DRAFT").grant, APPLIED_ON) is None
    decided = clock_of(world.case("RUNNING").grant, date(2026, 1, 1))
    assert decided is not None
    assert (decided.is_running, decided.is_over, decided.due_on) == (False, True, None)
    # From the arrival on 14 April to the decision on 12 May.
    assert decided.ran_days == 28
