"""Playing acts on the days of the story: fixed keys, so that nothing is ever played twice."""

import heapq
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any
from uuid import UUID

from config.demo.people import Company, settle_inside
from fund.books import FUND_SEGMENT
from fund.queries import segment_by_code
from workflow.calendar import JST
from workflow.models import ActRecord, Person

Chapter = Iterator[date]
THIRD, HALF = Fraction(1, 3), Fraction(1, 2)


class World:
    """Who is there, which day it is, and the one way to do something."""

    def __init__(self) -> None:
        """Settle the people inside; the story's first day is set by its first step."""
        self.people: dict[str, Person] = settle_inside()
        self.segment = segment_by_code(FUND_SEGMENT).segment_id
        self.today = date.min
        self.steps = 0
        self.companies: dict[str, Company] = {}
        # What an interrupted telling has done: key → the subject of the step.
        self.told = dict(
            ActRecord.objects.filter(key__startswith="demo:").values_list("key", "subject_id")
        )

    @property
    def now(self) -> datetime:
        """Ten o'clock of the day."""
        return datetime.combine(self.today, time(10), tzinfo=JST)

    def do(
        self, act: Callable[..., ActRecord], *args: Any, by: str | Person, key: str, **kwargs: Any
    ) -> UUID:
        """Perform an act today at ten, unless it was told before; returns its subject's id."""
        if f"demo:{key}" in self.told:
            return self.told[f"demo:{key}"]
        actor = self.people[by] if isinstance(by, str) else by
        record = act(*args, actor=actor, now=self.now, key=f"demo:{key}", **kwargs)
        self.steps += 1
        return record.subject_id


def play_chapters(
    world: World, chapters: list[Chapter], today: date, tell: Callable[[date], None]
) -> None:
    """Let the chapters go on side by side in the order of their days, up to today.

    A chapter yields the day of its next step; what follows the yield happens on that day.
    """
    waiting = [(next(chapter), n, chapter) for n, chapter in enumerate(chapters)]
    heapq.heapify(waiting)
    while waiting and waiting[0][0] <= today:
        day, n, chapter = heapq.heappop(waiting)
        assert day >= world.today, "the story goes forward"
        world.today = day
        following = next(chapter, None)
        tell(day)
        if following is not None:
            heapq.heappush(waiting, (following, n, chapter))
