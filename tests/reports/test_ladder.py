"""The ladder against a naive day-by-day model: nothing missed, repeated or on a closed day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.ladder import Planned, Rung, catch_up, missed, plan
from workflow.calendar import OpeningDays, office_days
from workflow.calendar.holidays import national_holidays

OFFICE = office_days(national_holidays(2023, 2036))
STEPS = (-60, -30, -14, -7, -3, -1, 0, 1, 7, 14, 30, 60, 90)
RUNGS = [Rung(step, (f"role{step}",)) for step in STEPS]
LONG_AGO = date(2020, 1, 1)


def told_day_by_day(due_on: date, first: date, last: date, opening: OpeningDays) -> dict[date, int]:
    """Another reckoning: walk every day, carry what falls on closed days to the next open."""
    told: dict[date, int] = {}
    carried: list[int] = []
    day = first
    while day <= last:
        carried += [step for step in STEPS if due_on + timedelta(days=step) == day]
        if carried and opening.is_open(day):
            told[day] = max(carried)
            carried = []
        day += timedelta(days=1)
    return told


def run_daily(due_on: date, days: list[date]) -> list[tuple[date, int]]:
    """What the ladder says when it is run on these days only."""
    planned = plan(due_on, RUNGS, OFFICE, LONG_AGO)
    done: set[int] = set()
    said = []
    for day in days:
        waiting = missed(planned, done, day)
        rung = catch_up(waiting)
        if rung is not None:
            said.append((day, rung.step))
        done |= {p.rung.step for p in waiting}
    return said


@given(st.dates(date(2024, 4, 1), date(2034, 3, 31)))
def test_each_day_run_says_what_the_naive_model_says(due_on: date) -> None:
    first, last = due_on - timedelta(days=61), due_on + timedelta(days=110)
    days = [first + timedelta(days=n) for n in range((last - first).days)]
    assert dict(run_daily(due_on, days)) == told_day_by_day(due_on, first, days[-1], OFFICE)


def test_an_overdue_report_is_reminded_six_times_however_often_the_run_comes() -> None:
    due_on = date(2026, 11, 16)
    rungs = [Rung(step) for step in (-30, -7, 0, 1, 7, 14)]
    planned = plan(due_on, rungs, OFFICE, LONG_AGO)
    assert [p.on for p in planned] == [
        date(2026, 10, 19), date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 17),
        date(2026, 11, 24), date(2026, 11, 30),
    ]  # fmt: skip
    days = [date(2026, 10, 17) + timedelta(days=n) for n in range(45)]
    again = [*days, *days[3:9]]
    done: set[int] = set()
    said = 0
    for day in sorted(again):
        waiting = missed(planned, done, day)
        said += catch_up(waiting) is not None
        done |= {p.rung.step for p in waiting}
    assert said == 6


@pytest.mark.parametrize("outage", [3, 30])
def test_after_an_outage_the_latest_text_goes_once_to_all_whom_the_missed_ones_meant(
    outage: int,
) -> None:
    due_on = date(2026, 6, 30)
    planned = plan(due_on, RUNGS, OFFICE, LONG_AGO)
    up = [date(2026, 6, 1) + timedelta(days=n) for n in range(120)]
    stopped = set(up[22 : 22 + outage])
    told = run_daily(due_on, [day for day in up if day not in stopped])
    days = [day for day, _ in told]
    assert len(days) == len(set(days))
    waiting = [p for p in planned if p.on in stopped]
    rung = catch_up(waiting)
    assert rung is not None
    assert set(rung.roles) == {role for p in waiting for role in p.rung.roles}
    assert rung.step == waiting[-1].rung.step


def test_nobody_is_reminded_of_what_lay_before_the_duty_was_made() -> None:
    planned = plan(date(2026, 6, 30), RUNGS, OFFICE, date(2026, 6, 20))
    assert planned[0].rung.step == -7


def test_two_steps_on_one_open_day_speak_once_to_both_audiences() -> None:
    # −3 is Friday 2027-01-01 and −1 Sunday: both wait for Monday the 4th, when the office opens.
    planned = plan(date(2027, 1, 4), RUNGS, OFFICE, LONG_AGO)
    monday = next(p for p in planned if p.on == date(2027, 1, 4))
    assert monday.rung.step == 0
    assert set(monday.rung.roles) == {"role-3", "role-1", "role0"}


def test_nothing_waiting_says_nothing() -> None:
    assert catch_up([]) is None
    assert missed([Planned(Rung(0), date(2026, 1, 5))], {0}, date(2026, 1, 6)) == []
