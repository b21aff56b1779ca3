"""Pure: on which days a duty is remembered, and what a run that comes late still has to say."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.calendar import OpeningDays


@dataclass(frozen=True, order=True)
class Rung:
    """One step of a ladder: so many days from the due date (negative: before it).

    roles: who is told. purpose: notice, overdue, hold or what is to be prepared.
    """

    step: int
    roles: tuple[str, ...] = ()
    purpose: str = "notice"


@dataclass(frozen=True)
class Planned:
    """A rung and the day it falls on, moved to the next open day."""

    rung: Rung
    on: date


def plan(
    due_on: date, rungs: Iterable[Rung], opening: OpeningDays, since_on: date
) -> list[Planned]:
    """The rungs of a duty made on `since_on`, in order.

    A rung whose day lies before the duty was made is left out: nobody is reminded of the past.
    Where two rungs fall on one open day, only the later speaks.
    """
    days: dict[date, Rung] = {}
    for rung in sorted(rungs):
        wished = due_on + timedelta(days=rung.step)
        if wished < since_on:
            continue
        on = opening.next_open(wished)
        earlier = days.get(on)
        roles = tuple(dict.fromkeys((earlier.roles if earlier else ()) + rung.roles))
        days[on] = Rung(rung.step, roles, rung.purpose)
    return [Planned(rung, on) for on, rung in sorted(days.items())]


def missed(planned: Sequence[Planned], done_steps: Collection[int], today: date) -> list[Planned]:
    """The rungs whose day has come and which were neither told nor passed over."""
    return [p for p in planned if p.on <= today and p.rung.step not in done_steps]


def catch_up(waiting: Sequence[Planned]) -> Rung | None:
    """What a late run says: the latest text, once, to everybody whom a missed rung would tell."""
    if not waiting:
        return None
    latest = waiting[-1].rung
    roles = dict.fromkeys(role for planned in waiting for role in planned.rung.roles)
    return Rung(latest.step, tuple(roles), latest.purpose)
