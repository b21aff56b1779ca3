"""A running case and its duties, for tests of deadlines."""

from datetime import date, datetime, time, timedelta

from tests.grants.world import Case, World
from workflow.calendar import JST
from workflow.models import Obligation

FIRST_DAY = date(2025, 4, 7)


def at(day: date, hour: int = 6) -> datetime:
    """A moment of a day in Japan."""
    return datetime.combine(day, time(hour), tzinfo=JST)


def running(world: World) -> Case:
    """A case that began on 2 June 2025 and is planned to end in March 2026."""
    world.today = FIRST_DAY
    return world.draft().to_running()


def owed(case: Case, kind: str, period: str = "") -> Obligation:
    """The newest duty of a case by kind and period."""
    rows = Obligation.objects.filter(subject_id=case.pk, kind=kind, period_key=period)
    return rows.order_by("-made_by__acted_at")[0]


def days_between(first: date, last: date) -> list[date]:
    """Every day, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
