"""Performing acts in tests: the lawful deed of an act, its refusals, and what it left behind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from fund.queries import entries_of_key, postings
from tests.traces import nothing_changes
from workflow.act import of_key
from workflow.models import ActRecord, Notice, Obligation, Person, Role
from workflow.problems import Problem, Refused


@dataclass(frozen=True)
class Deed:
    """An act as it may lawfully be performed: with these arguments on this day."""

    act: Callable[..., ActRecord]
    args: tuple[Any, ...]
    on: date | None = None
    by: Person | None = None

    @property
    def name(self) -> str:
        """The act's name."""
        return self.act.__name__


def deed(act: Callable[..., ActRecord], *args: Any, on: date | None = None) -> Deed:
    """The lawful deed of an act; today unless a day is given."""
    return Deed(act, args, on)


def perform(
    world: Any, doing: Deed, *, by: Person | Role | None = None, key: str | None = None
) -> ActRecord:
    """Perform a deed, by somebody entitled unless said otherwise."""
    world.today = doing.on or world.today
    record: ActRecord = world.do(doing.act, *doing.args, by=by or doing.by, key=key)
    return record


def refusal(
    world: Any,
    act: Callable[..., ActRecord],
    *args: Any,
    by: Person | Role | None = None,
    key: str | None = None,
    on: date | None = None,
) -> dict[str, Problem]:
    """The problems with which an act is refused, by code; nothing may have changed."""
    world.today = on or world.today
    with nothing_changes(), pytest.raises(Refused) as refused:
        world.do(act, *args, by=by, key=key)
    return {problem.code: problem for problem in refused.value.problems}


def posted(segment: int, record: ActRecord) -> list[tuple[str, date, list[str]]]:
    """What an act posted: event, effective day, and lines like `P 1121/1101 50000000`."""
    return [
        (entry.event, entry.effective_on, [_line(line) for line in postings(segment, entry.seq)])
        for entry in entries_of_key(segment, record.key)
    ]


def lines_posted(segment: int, record: ActRecord) -> list[str]:
    """The lines of everything an act posted, in order."""
    return [line for _, _, lines in posted(segment, record) for line in lines]


def duty(subject: UUID, kind: str) -> Obligation:
    """The newest duty of a kind."""
    duties = Obligation.objects.filter(subject_id=subject, kind=kind)
    return duties.order_by("-made_by__acted_at")[0]


def told(record: ActRecord) -> dict[str, int]:
    """How many notices of each kind an act wrote."""
    counts: dict[str, int] = {}
    for notice in Notice.objects.filter(of_key(record.key)):
        counts[notice.kind] = counts.get(notice.kind, 0) + 1
    return counts


def _line(line: Any) -> str:
    debit, credit = (code.split(":")[0] for code in (line.debit, line.credit))
    return f"{line.book} {debit}/{credit} {line.yen}"
