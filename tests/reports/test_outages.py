"""Beat a hundred times, workers down for days, the last second: nothing twice, nothing lost."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from grants.acts.report_completion import Completion, report_completion
from reports.models import Reminder, ReminderLine
from reports.reminding import remind
from reports.simulation import never, run_days
from tests.grants.world import COSTS_YEN, World
from tests.reports.duties import at, days_between, owed, running
from workflow.calendar import JST
from workflow.models import Notice, Obligation

# Scenario 33: due on a Monday, run daily for 45 days.
DUE = date(2026, 11, 16)


def lone(world: World, due_on: date = DUE) -> Obligation:
    """One open report of a running case; every other duty is out of the way."""
    case = running(world)
    report = owed(case, "COMPLETION")
    Obligation.objects.filter(status="open").update(status="cancelled")
    made = Obligation(
        **{
            name: getattr(report, name)
            for name in ("kind", "title", "subject_type", "subject_id", "organisation_id",
                         "base_on", "rule", "article", "made_by_id")
        },
        due_on=due_on,
    )  # fmt: skip
    made.save(force_insert=True)
    return made


def told(duty: Obligation) -> list[tuple[int, date]]:
    """Step and day of what was told of a duty."""
    rows = Reminder.objects.filter(obligation=duty, outcome="told").order_by("step")
    return [(row.step, row.planned_on) for row in rows]


def per_person(duty: Obligation, day: date) -> Counter[object]:
    """How many letters about a duty each person was written on a day."""
    lines = ReminderLine.objects.filter(obligation=duty, notice__created_at__date=day)
    return Counter(lines.values_list("notice__person", flat=True))


def test_overdue_does_not_drift_however_often_the_run_comes(small: World) -> None:
    """Scenario 33: 51 runs on 45 days; each step once; steps of closed days on the next open."""
    duty = lone(small)
    days = days_between(date(2026, 10, 17), date(2026, 11, 30))
    for day in [*days, *days[3:9]]:
        remind(now=at(day))
    duty.refresh_from_db()
    assert duty.due_on == DUE
    # The first runs come on a weekend and tell nothing; Monday's tells what falls on it alone.
    assert Reminder.objects.get(obligation=duty, step=-60).outcome == "passed_over"
    assert told(duty) == [
        (-30, date(2026, 10, 19)), (-14, date(2026, 11, 2)),
        (-7, date(2026, 11, 9)), (-3, date(2026, 11, 13)), (0, DUE), (1, date(2026, 11, 17)),
        (7, date(2026, 11, 24)), (14, date(2026, 11, 30)),
    ]  # fmt: skip
    lines = Counter(
        ReminderLine.objects.filter(obligation=duty).values_list("notice__person", "step")
    )
    assert max(lines.values()) == 1
    # The fourteenth day also goes to the head of department.
    last = ReminderLine.objects.filter(obligation=duty, step=14)
    roles = {m.role for line in last if line.notice.person
             for m in line.notice.person.memberships.all()}  # fmt: skip
    assert "department_director" in roles


def test_a_hundred_beats_of_a_day_are_one(small: World) -> None:
    duty = lone(small)
    first = remind(now=at(DUE))
    assert first > 0
    assert [remind(now=at(DUE, 7)) for _ in range(100)] == [0] * 100
    assert len(told(duty)) == 1


@pytest.mark.parametrize("stopped", [3, 30])
def test_after_an_outage_each_person_hears_once_and_no_step_is_missing(
    small: World, stopped: int
) -> None:
    """Scenario 35 and more: 72 hours and 30 days without workers."""
    duty = lone(small)
    first, last = DUE - timedelta(days=62), DUE + timedelta(days=35)
    down = days_between(DUE - timedelta(days=1), DUE + timedelta(days=stopped - 2))
    course = run_days(small.segment, first, last, never, without=down)
    assert (course.missed, course.repeated, course.closed) == ([], [], [])
    noted = set(Reminder.objects.filter(obligation=duty).values_list("step", flat=True))
    # −1 falls on a Sunday and goes with 0.
    assert noted == {-60, -30, -14, -7, -3, 0, 1, 7, 14, 30}
    back = down[-1] + timedelta(days=1)
    written = per_person(duty, back)
    assert written
    assert set(written.values()) == {1}
    texts = Notice.objects.filter(reminder_lines__obligation=duty, created_at__date=back)
    assert {("【期限経過】" in notice.title) for notice in texts} == {True}
    # The hold at +14 is not passed over with its text.
    assert course.held == 1


def test_where_nobody_reminds_every_step_is_missed(small: World) -> None:
    lone(small)
    first, last = DUE - timedelta(days=7), DUE
    course = run_days(small.segment, first, last, never, without=days_between(first, last))
    assert course.missed == [f"COMPLETION {DUE} {step:+d}" for step in (-7, -3, 0)]


@pytest.mark.parametrize(
    ("moment", "late"),
    [("2026-04-10T23:59:59.900", 0), ("2026-04-11T00:00:00", 1)],
)
def test_the_recorded_moment_decides_to_the_last_second(
    small: World, moment: str, late: int
) -> None:
    """Scenario 29 for a report filed by an act: 23:59:59.9 of the day is in time, 0:00 is not."""
    duty = lone(small, date(2026, 4, 10))
    now = datetime.fromisoformat(moment).replace(tzinfo=JST)
    done = Completion(date(2026, 1, 30), "完了した。", COSTS_YEN)
    report_completion(duty.subject_id, done, actor=small.company.releaser, now=now, key="the last")
    duty.refresh_from_db()
    assert (duty.status, duty.days_late(date(2030, 1, 1))) == ("met", late)


def test_reports_of_a_stopped_case_do_not_meet_the_next_one_s(small: World) -> None:
    stopped = running(small)
    stopped.propose_cancellation(120_000_000, whole=True).cancel()
    following = running(small)
    rows = Obligation.objects.filter(kind="PROGRESS", organisation=small.company.organisation)
    assert set(rows.filter(subject_id=stopped.pk).values_list("status", flat=True)) == {"cancelled"}
    again = rows.filter(subject_id=following.pk, status="open")
    assert sorted(row.period_key for row in again) == ["2025-Q1", "2025-Q2", "2025-Q3"]
