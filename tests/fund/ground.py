"""What the ledger's tests stand on: people, days, a grant, and the posting call spelt out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from fund import ledger, queries
from fund.checks import examine
from fund.entries import Entry, GrantBooks, Line, decision_entry, endowment_entry
from fund.ledger import Posted

CLERK, CHIEF = UUID(int=1), UUID(int=2)
DAY = date(2024, 5, 10)
GROUPS = ("B300", "B310", "B400", "B500")


@dataclass
class Call:
    """The arguments of ledger.post(), any of which a caller may have got wrong."""

    segment: Any
    key: Any = "key"
    event: Any = "TEST"
    effective: Any = DAY
    original: Any = None
    actor: Any = CLERK
    approver: Any = None
    document: Any = None
    document_sha: Any = None
    memo: Any = "memo"
    adjusting: Any = False
    books: Any = ("P",)
    debits: Any = ("1101",)
    credits: Any = ("2151",)
    amounts: Any = (100,)
    grants: Any = (None,)
    years: Any = (2024,)
    items: Any = (None,)
    parties: Any = (None,)

    @property
    def arguments(self) -> list[Any]:
        """In the order of the SQL function."""
        values = (getattr(self, field.name) for field in fields(self))
        return [list(value) if isinstance(value, tuple) else value for value in values]

    def make(self) -> tuple[Any, ...]:
        """Call the function on the application's connection; its receipt."""
        with connection.cursor() as cursor:
            cursor.execute(ledger.POST, self.arguments)
            (receipt,) = cursor.fetchall()
        return tuple(receipt)


@dataclass
class BatchCall:
    """The arguments of ledger.post_batch()."""

    segment: Any
    actor: Any = CLERK
    approver: Any = None
    adjusting: Any = False
    keys: Any = ("a", "b")
    events: Any = ("TEST", "TEST")
    effectives: Any = (DAY, DAY)
    originals: Any = (None, None)
    documents: Any = (None, None)
    document_shas: Any = (None, None)
    memos: Any = ("m", "m")
    owners: Any = (1, 2)
    books: Any = ("P", "P")
    debits: Any = ("1101", "1101")
    credits: Any = ("2151", "2151")
    amounts: Any = (100, 200)
    grants: Any = (None, None)
    years: Any = (None, None)
    items: Any = (None, None)
    parties: Any = (None, None)

    def make(self) -> list[tuple[Any, ...]]:
        """Call the function on the application's connection; its receipts."""
        values = (getattr(self, field.name) for field in fields(self))
        with connection.cursor() as cursor:
            cursor.execute(
                ledger.POST_BATCH, [list(v) if isinstance(v, tuple) else v for v in values]
            )
            return list(cursor.fetchall())


@contextmanager
def refused(sqlstate: str) -> Iterator[None]:
    """The database refuses what is done inside, for this reason."""
    with pytest.raises((DatabaseError, psycopg.Error)) as caught:
        yield
    cause = caught.value.__cause__ or caught.value
    assert isinstance(cause, psycopg.Error)
    assert cause.sqlstate == sqlstate, str(cause)


def new_grant(number: str = "G1") -> GrantBooks:
    """The books of a grant nobody else has."""
    return GrantBooks(number, uuid4(), uuid4(), 2024)


def open_grant(segment: int, number: str = "G1") -> GrantBooks:
    """A new grant with its accounts opened."""
    books = new_grant(number)
    ledger.open_grant_accounts(
        segment, GROUPS, books.number, f"交付決定 {number}", books.grant, books.party
    )
    return books


def endow(segment: int, yen: int, key: str = "endowment", on: date = DAY) -> Posted:
    """Put money into the fund."""
    return ledger.post(segment, endowment_entry(yen, 2024, on, "基金造成"), key=key, actor=CLERK)


def decide(segment: int, books: GrantBooks, yen: int, key: str = "decision") -> Posted:
    """Bind budget to a grant."""
    entry = decision_entry(books, yen, DAY, "交付決定")
    return ledger.post(segment, entry, key=key, actor=CLERK, approver=CHIEF)


def budget(yen: int, on: date = DAY, **more: Any) -> Entry:
    """The smallest entry: one line of book B."""
    return Entry("TEST", on, (Line("B", "B100", "B200", yen),), "試験", **more)


def state_of(segment: int) -> dict[str, list[tuple[Any, ...]]]:
    """Everything the ledger holds of a segment, to compare before and after."""
    tables = ("segment_head", "account", "account_balance", "entry", "posting", "fiscal_period")
    with connection.cursor() as cursor:
        state = {}
        for table in tables:
            cursor.execute(
                f"SELECT t::text FROM ledger.{table} t WHERE segment_id = %s ORDER BY 1", [segment]
            )
            state[table] = list(cursor.fetchall())
    return state


def verified(segment: int) -> bool:
    """Whether every invariant holds for this segment."""
    code = next(s.code for s in queries.segments() if s.segment_id == segment)
    with transaction.atomic(using="default"), connection.cursor() as cursor:
        report = examine(cursor, code)
    assert report.ok, report.broken
    return True
