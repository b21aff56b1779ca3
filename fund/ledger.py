"""The only caller of the database's posting functions. Refusals come back as Problems in yen."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection
from psycopg import Cursor

from fund.entries import Entry, Line
from fund.queries import open_day
from fund.refusals import problem_of
from workflow.problems import Refused

POST = (
    "SELECT seq, entry_id, hash, recorded_at, replay FROM ledger.post(%s, %s, %s, %s, %s, %s, %s, "
    "%s, %s, %s, %s, %s::text[], %s::text[], %s::text[], %s::bigint[], %s::uuid[], %s::int[], "
    "%s::text[], %s::uuid[])"
)
POST_BATCH = (
    "SELECT seq, entry_id, hash, recorded_at, replay FROM ledger.post_batch(%s, %s, %s, %s, "
    "%s::text[], %s::text[], %s::date[], %s::date[], %s::uuid[], %s::bytea[], %s::text[], "
    "%s::int[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::uuid[], %s::int[], "
    "%s::text[], %s::uuid[])"
)
REVERSE = (
    "SELECT seq, entry_id, hash, recorded_at, replay "
    "FROM ledger.reverse(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


@dataclass(frozen=True)
class Posted:
    """What the ledger answered. replay: the key was known and nothing new was written."""

    segment: int
    seq: int
    entry_id: UUID
    hash: bytes
    recorded_at: datetime
    replay: bool


def post(
    segment: int, entry: Entry, *, key: str, actor: UUID, approver: UUID | None = None
) -> Posted:
    """Post one entry as the last statement of an act. Takes the segment's lock until commit.

    Raises Refused when the fund cannot afford it, the period is closed, or the key was used for
    something else.
    """
    parameters = [
        segment, key, entry.event, entry.effective_on, entry.original_on, actor, approver,
        entry.document, entry.document_sha, entry.memo, entry.is_adjusting, *_columns(entry.lines),
    ]  # fmt: skip
    return _call(segment, POST, parameters)[0]


def post_batch(
    segment: int,
    entries: Sequence[tuple[str, Entry]],
    *,
    actor: UUID,
    approver: UUID | None = None,
    is_adjusting: bool = False,
) -> list[Posted]:
    """Post many (key, entry) pairs in one set-based call: all of them or none."""
    assert all(entry.is_adjusting == is_adjusting for _, entry in entries)
    lines = [line for _, entry in entries for line in entry.lines]
    parameters = [
        segment, actor, approver, is_adjusting,
        array_text(key for key, _ in entries),
        array_text(e.event for _, e in entries),
        array_text(e.effective_on for _, e in entries),
        array_text(e.original_on for _, e in entries),
        array_text(e.document for _, e in entries),
        array_text(e.document_sha for _, e in entries),
        array_text(e.memo for _, e in entries),
        array_text(n for n, (_, e) in enumerate(entries, start=1) for _ in e.lines),
        *_columns(lines),
    ]  # fmt: skip
    return _call(segment, POST_BATCH, parameters)


def in_open_month(segment: int, entry: Entry, today: date) -> Entry:
    """The entry on its own day; if that month is closed, today, with its day as the original one.

    For what the bank reports late: the money moved on that day whether or not the month is closed.
    An original day that is there stays: a correction names it, however late it is approved.
    """
    day = open_day(segment, entry.effective_on, today)
    if day == entry.effective_on:
        return entry
    return replace(entry, effective_on=day, original_on=entry.original_on or entry.effective_on)


def reverse(
    segment: int,
    seq: int,
    *,
    key: str,
    on: date,
    reason: str,
    actor: UUID,
    approver: UUID | None = None,
    is_adjusting: bool = False,
) -> Posted:
    """Mirror an entry in the open period (赤黒). An entry is mirrored once, a mirror never."""
    parameters = [segment, key, seq, on, actor, approver, None, None, reason, is_adjusting]
    return _call(segment, REVERSE, parameters)[0]


def close_period(segment: int, period: int, *, actor: UUID, approver: UUID) -> int:
    """Close a period for good; returns the number of the last entry it knew."""
    with _translated(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger.close_period(%s, %s, %s, %s)", [segment, period, actor, approver]
        )
        return int(cursor.fetchone()[0])


def open_grant_accounts(
    segment: int, groups: Sequence[str], suffix: str, name: str, grant: UUID, party: UUID
) -> None:
    """Open a grant's sub-accounts under the given groups. Twice is one effect."""
    with _translated(), connection.cursor() as cursor:
        for group in groups:
            cursor.execute(
                "SELECT ledger.open_sub_account(%s, %s, %s, %s, %s, %s)",
                [segment, group, suffix, name, grant, party],
            )


def open_fiscal_year(segment: int, year: int) -> None:
    """Open the twelve months and the 13th period of a fiscal year. Twice is one effect."""
    with _translated(), connection.cursor() as cursor:
        cursor.execute("SELECT ledger.open_fiscal_year(%s, %s)", [segment, year])


def link(a: Posted, b: Posted, *, actor: UUID) -> None:
    """Tie the two entries of one lawful movement between 勘定."""
    first, second = sorted((a, b), key=lambda posted: posted.segment)
    with _translated(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger.link_entries(%s, %s, %s, %s, %s)",
            [first.segment, first.seq, second.segment, second.seq, actor],
        )


def _columns(lines: Sequence[Line]) -> list[str]:
    return [
        array_text(line.book for line in lines),
        array_text(line.debit for line in lines),
        array_text(line.credit for line in lines),
        array_text(line.yen for line in lines),
        array_text(line.grant for line in lines),
        array_text(line.budget_year for line in lines),
        array_text(line.item for line in lines),
        array_text(line.party for line in lines),
    ]


def array_text(values: Iterable[object]) -> str:
    """A list as PostgreSQL writes an array: every element quoted, None as NULL.

    The driver's own lists take three times as long, and posting is where it counts.
    """
    return "{" + ",".join("NULL" if v is None else _element(v) for v in values) + "}"


def _element(value: object) -> str:
    text = f"\\x{value.hex()}" if isinstance(value, bytes | memoryview) else str(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _call(segment: int, sql: str, parameters: Sequence[Any]) -> list[Posted]:
    # Django writes the values into the statement and the server plans it anew each time; prepared
    # on the same connection it is planned once. Everything else is as Django's own cursor does it.
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with _translated(), connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(sql, parameters, prepare=True, binary=True)
        rows = cursor.fetchall()
    assert rows, "the ledger answers every call"
    return [Posted(segment, *row) for row in rows]


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        problem = problem_of(error)
        if problem is None:
            raise
        raise Refused(problem) from error
