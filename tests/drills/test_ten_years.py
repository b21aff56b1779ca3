"""Ten years of daily runs against another reckoning: nothing missed, repeated, or on closed days.

The other reckoning walks the calendar day by day, carries what falls on a closed day to the next
open one, and shares nothing with the code but the due dates and the days on which duties were made
and kept. The short form is a span over the turn of a year.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import jpholiday
import pytest
from pytest_django import DjangoDbBlocker

from grants.late_measures import OF_KIND
from reports.acts.begin_event_report import Event, begin_event_report
from reports.models import Reminder, ReminderLine
from reports.report_kinds import PLAN_TROUBLE
from reports.simulation import run_days
from tests.drills import rounds
from tests.grants.world import MILLION, Case, World, an_application, an_examination
from tests.people import hire_inside, new_company
from tests.reports.world import new_books
from workflow.calendar import fiscal_year, jst_day
from workflow.models import Obligation

IS_LONG = bool(rounds(0, 1))
FIRST = date(2024, 4, 6) if IS_LONG else date(2025, 12, 8)
LAST = date(2034, 3, 31) if IS_LONG else date(2026, 1, 12)
DAY = timedelta(days=1)
# The Monday before the work begins, and when the two cases end.
BEGUN = date(2024, 4, 1) if IS_LONG else date(2025, 4, 7)
YEARS_ON = (date(2027, 9, 30), date(2031, 1, 31))
# When money is ordered back and something goes wrong: the days after it lie in either span.
TURNING = date(2024, 7, 1) if IS_LONG else date(2025, 12, 1)

COMPANY = (-60, -30, -14, -7, -3, -1, 0, 1, 7, 14, 30, 60, 90)
WATCHED = (-60, -30, -14, -7, -1, 0, 1, 7)
PAYMENT = (-7, -3, -1, 0, 1, 7, 14, 30)
OWN = (-30, -14, -7, -1, 0, 1, 7, 14, 30)
RIGHT = (-7, 0)
STEPS = {
    **dict.fromkeys(("PROGRESS", "FY_END", "COMPLETION"), COMPANY),
    **dict.fromkeys(("PLAN_ANNUAL", "PLAN_CFP", "PLAN_GX"), COMPANY),
    **dict.fromkeys(("REFUND", "CHARGES"), PAYMENT),
    **dict.fromkeys(("DELAY", "PLAN_TROUBLE"), WATCHED),
    "WITHDRAWAL": RIGHT,
    "LIMITATION": (-365, -180, -90, -30, -7, 0, 1),
}
Told = set[tuple[object, int, date]]


def is_open(day: date) -> bool:
    """Whether the office works, reckoned anew."""
    turn = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not turn and not jpholiday.is_holiday(day)


def kept_on(duty: Obligation) -> date | None:
    """Early, on the day, three, ten or twenty days late, or never: by the duty's own number."""
    days = (-20, -2, 0, 3, 10, 20, None)[duty.pk.int % 7]
    return None if days is None else duty.due_on + timedelta(days=days)


def expected(duties: list[Obligation]) -> Told:
    """(duty, step, day) by walking the days."""
    told: Told = set()
    for duty in duties:
        steps = STEPS.get(duty.kind, OWN)
        made_on = jst_day(duty.made_by.acted_at)
        # What lies before the first run waits for it, as after an outage. A measure is put before
        # NEDO after its day's reminding, and is heard of by the next run.
        day = max(FIRST, made_on + (DAY if duty.kind in OF_KIND else timedelta()))
        waiting = [s for s in steps if made_on <= duty.due_on + timedelta(days=s) < day]
        kept = duty.met_on or date.max
        while day <= LAST and day < kept:
            waiting += [s for s in steps if duty.due_on + timedelta(days=s) == day]
            if waiting and is_open(day):
                told.add((duty.pk, max(waiting), day))
                waiting = []
            day += DAY
    return told


@pytest.fixture(scope="session")
def decade(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> int:
    """A segment whose entries are rolled back."""
    with django_db_blocker.unblock():
        return new_books()


@pytest.fixture
def world(decade: int, db: None) -> World:
    """A fund with two running cases and their plans; every other duty is out of the way."""
    Obligation.objects.filter(status="open").update(status="cancelled")
    world = World(decade, hire_inside(), new_company("甲電池"), new_company("乙電池"))
    world.today = BEGUN
    world.endow(budget_year=fiscal_year(BEGUN))
    return world


def cases(world: World) -> list[Case]:
    """Two cases of two companies that run for years; their work begins within the week."""
    asked, found = an_application(), []
    for company, ends in ((world.company, YEARS_ON[0]), (world.other, YEARS_ON[1])):
        world.today = BEGUN
        year = fiscal_year(ends)
        lines = tuple(replace(one, years=((year, one.eligible_yen),)) for one in asked.lines)
        application = replace(asked, starts_on=BEGUN, ends_on=ends, lines=lines)
        case = world.draft(None, company, application)
        apply, review, examine, decide, start = (BEGUN + n * DAY for n in range(5))
        examination = an_examination(budget_year=fiscal_year(BEGUN))
        case.apply(apply).review(review).examine(examination, examine).decide(1, decide)
        found.append(case.start(start))
    return found


def turn(world: World, case: Case, *, ordered_on: date) -> Case:
    """A part is cancelled after an advance of 50 million: 20 must come back."""
    day = ordered_on - 26 * DAY  # A bank day in both forms.
    case.inspect(150 * MILLION, 20 * MILLION, on=day).pay(50 * MILLION, on=day)
    case.propose_cancellation(90 * MILLION, on=ordered_on - DAY).cancel(on=ordered_on - DAY)
    return case.order_back(on=ordered_on)


def happen(case: Case, matter: str) -> None:
    """The company tells at once what happened to its case, or to its plan."""
    party = case.grant.plan.parties.get(organisation=case.grant.organisation).pk
    case.do(begin_event_report, party, Event(matter, TURNING - DAY), on=TURNING)


def test_daily_runs_say_what_another_reckoning_says(world: World) -> None:
    owing, paid = cases(world)
    # One order is due in the span; of another the principal came late, and charges were billed.
    turn(world, paid, ordered_on=TURNING - 42 * DAY)
    turn(world, owing, ordered_on=TURNING)
    late_on = TURNING - 10 * DAY
    before = run_days(world.segment, FIRST, late_on - DAY, kept_on)
    paid.receive(20 * MILLION, on=late_on).bill(on=TURNING)
    happen(owing, owing.grant.number)
    happen(paid, PLAN_TROUBLE)
    for course in (before, run_days(world.segment, max(FIRST, late_on), LAST, kept_on)):
        assert (course.missed, course.repeated, course.closed) == ([], [], [])
    mine = Obligation.objects.filter(status__in=["open", "met"]).select_related("made_by")
    duties = [d for d in mine if jst_day(d.made_by.acted_at) <= LAST]
    assert len(duties) > (60 if IS_LONG else 15)
    assert {"REFUND", "CHARGES", "DELAY", "PLAN_TROUBLE"} <= {duty.kind for duty in duties}
    noted = Reminder.objects.filter(obligation__in=[d.pk for d in duties], planned_on__lte=LAST)
    told = {
        (row.obligation_id, row.step, jst_day(row.made_at))
        for row in noted
        if row.outcome == Reminder.Outcome.TOLD
    }
    assert told == expected(duties)
    assert all(is_open(day) for _, _, day in told)
    lines = Counter(ReminderLine.objects.values_list("notice__person", "obligation", "step"))
    assert max(lines.values()) == 1
