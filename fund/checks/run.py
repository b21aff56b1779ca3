"""Asking every invariant within one read-only snapshot of the database."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connections, transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from fund.checks.registry import INVARIANTS, Books, Cursor, Finding, Invariant
from fund.checks.standing import Standing, standings


@dataclass(frozen=True)
class Result:
    """One invariant's outcome; `bad` holds the first bad rows."""

    name: str
    title: str
    bad: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether it holds."""
        return not self.bad


@dataclass(frozen=True)
class Report:
    """What a run found, and where the books stood."""

    checked_at: datetime
    segments: dict[str, Standing]
    invariants: tuple[Result, ...]

    @property
    def ok(self) -> bool:
        """Whether every invariant holds."""
        return all(result.ok for result in self.invariants)

    @property
    def broken(self) -> list[Result]:
        """The invariants that do not hold."""
        return [result for result in self.invariants if not result.ok]

    def as_dict(self) -> dict[str, Any]:
        """The report for programs: plain values only."""
        return {
            "ok": self.ok,
            "checked_at": self.checked_at.isoformat(),
            "segments": {code: standing.as_dict() for code, standing in self.segments.items()},
            "invariants": [
                {"name": r.name, "title": r.title, "ok": r.ok, "bad": [asdict(f) for f in r.bad]}
                for r in self.invariants
            ],
        }


class UnknownSegment(LookupError):
    """There is no 勘定 of that code."""


def run_checks(segment: str | None = None) -> Report:
    """Ask every invariant, about all segments or the one of this code, as the auditor.

    Reads only. Raises UnknownSegment, and DatabaseError where the database cannot be asked.
    """
    with _snapshot("auditor" if "auditor" in connections else "default") as cursor:
        return examine(cursor, segment)


@contextmanager
def _snapshot(alias: str) -> Iterator[Cursor]:
    with transaction.atomic(using=alias, durable=True), connections[alias].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield cursor


def examine(
    cursor: Cursor, segment: str | None = None, about: Collection[str] | None = None
) -> Report:
    """Ask every registered invariant (or those about something) in the caller's transaction."""
    autodiscover_modules("checks")
    # Dates are compared and shown as text.
    cursor.execute("SET LOCAL datestyle = 'ISO, YMD'")
    cursor.execute("SELECT segment_id, code FROM ledger.segment ORDER BY segment_id")
    known = {number: code for number, code in cursor.fetchall() if segment in (None, code)}
    if not known:
        raise UnknownSegment(segment)
    books = Books(cursor, known)
    asked = (i for i in INVARIANTS.values() if about is None or i.about in about)
    results = tuple(_outcome(invariant, books) for invariant in asked)
    return Report(timezone.now(), standings(books), results)


def _outcome(invariant: Invariant, books: Books) -> Result:
    # A table or function that was taken away breaks the question itself: that is a finding too.
    # About whole books nothing is looked up row by row, however few the planner takes them to hold.
    books.cursor.execute("SAVEPOINT question; SET LOCAL enable_nestloop = off")
    try:
        bad = invariant.broken_by(books)
    except DatabaseError as error:
        bad = (Finding(None, None, None, f"could not be asked: {error}".strip()),)
    books.cursor.execute("ROLLBACK TO SAVEPOINT question; RELEASE SAVEPOINT question")
    return Result(invariant.name, invariant.title, bad)
