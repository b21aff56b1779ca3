"""The deadlines run forward day by day, and taken back: what would be owed, told and held.

Everything a day does by itself is done as on that day, by the same code the worker calls; nobody
is written to. `keeping` of a duty decides on which day it is handed in.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from reports.keeping import (
    consider_late_measures,
    end_needless_measures,
    hold_for_late_reports,
    lift_ended_holds,
    set_yearly_duties,
)
from reports.models import Reminder, ReminderLine
from reports.reminding import ladders_on, planned_for, remind
from workflow.calendar import JST, jst_day
from workflow.law import opening_days
from workflow.models import Obligation

S = Obligation.Status
SIX = time(6)
Keeping = Callable[[Obligation], date | None]


@dataclass(frozen=True)
class Course:
    """What a run did. missed, repeated, closed: steps that should not be; empty when sound."""

    days: int
    due: dict[str, int]
    told: int
    passed_over: int
    notices: int
    held: int
    lifted: int
    missed: list[str]
    repeated: list[str]
    closed: list[str]

    @property
    def is_sound(self) -> bool:
        """Nothing missed, nothing twice, nothing on a closed day."""
        return not (self.missed or self.repeated or self.closed)


@dataclass
class _Counts:
    notices: int = 0
    held: int = 0
    lifted: int = 0


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is done inside is undone at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def on_time(duty: Obligation) -> date | None:
    """Everything is handed in on its due date."""
    return duty.due_on


def never(duty: Obligation) -> date | None:
    """Nothing is ever handed in."""
    return None


def run_days(
    segment: int,
    first: date,
    last: date,
    keeping: Keeping = on_time,
    without: Collection[date] = (),
) -> Course:
    """Do what each day does, both included, but for days `without` (nothing runs on them).

    The caller takes it back. Returns what was done, checked against the ladders.
    """
    counts = _Counts()
    day = first
    while day <= last:
        if day not in without:
            _live(segment, day, keeping, counts)
        day += timedelta(days=1)
    return _course(first, last, counts)


def _live(segment: int, day: date, keeping: Keeping, counts: _Counts) -> None:
    now = datetime.combine(day, SIX, tzinfo=JST)
    set_yearly_duties(segment, now=now)
    _hand_in(day, keeping)
    counts.notices += remind(now=now)
    counts.held += hold_for_late_reports(now=now)
    counts.lifted += lift_ended_holds(now=now)
    consider_late_measures(now=now)
    end_needless_measures(now=now)


def _hand_in(day: date, keeping: Keeping) -> None:
    """What is handed in by now counts as received; here no act has to be performed for it."""
    near = Obligation.objects.filter(status=S.OPEN, due_on__lte=day + timedelta(days=90))
    for duty in near.select_related("made_by"):
        done_on = keeping(duty)
        if done_on is not None and done_on <= day:
            Obligation.objects.filter(pk=duty.pk).update(
                status=S.MET, met_on=day, ended_by=duty.made_by
            )


def _course(first: date, last: date, counts: _Counts) -> Course:
    opening, ladders = opening_days(), ladders_on(last)
    noted = Reminder.objects.filter(planned_on__gte=first, planned_on__lte=last)
    steps = set(noted.values_list("obligation_id", "step"))
    due = Obligation.objects.filter(due_on__gte=first, due_on__lte=last).exclude(
        status=S.SUPERSEDED
    )
    missed = []
    for duty in due.filter(status__in=[S.OPEN, S.MET]).select_related("made_by"):
        until = min(duty.met_on - timedelta(days=1) if duty.met_on else last, last)
        # What is owed after its day's reminding is heard of by the next run, if it is still owed.
        next_run = opening.next_open(jst_day(duty.made_by.acted_at) + timedelta(days=1))
        for planned in planned_for(duty, ladders, opening):
            heard_by = max(planned.on, next_run)
            is_due = first <= planned.on and heard_by <= until
            if is_due and (duty.pk, planned.rung.step) not in steps:
                missed.append(f"{duty.kind} {duty.due_on} {planned.rung.step:+d}")
    outcomes = Counter(noted.values_list("outcome", flat=True))
    return Course(
        days=(last - first).days + 1,
        due=dict(sorted(Counter(due.values_list("kind", flat=True)).items())),
        told=outcomes[Reminder.Outcome.TOLD],
        passed_over=outcomes[Reminder.Outcome.PASSED_OVER],
        notices=counts.notices,
        held=counts.held,
        lifted=counts.lifted,
        missed=missed,
        repeated=_repeated(),
        closed=[str(row) for row in noted if not opening.is_open(row.planned_on)],
    )


def _repeated() -> list[str]:
    """Steps of a duty that one person was told twice."""
    lines = ReminderLine.objects.values_list("notice__person", "obligation", "step")
    return [str(line) for line, times in Counter(lines).items() if times > 1]
