"""An invariant is a named question whose answer lists what is wrong; an empty list: it holds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

# Of a broken invariant the first few bad rows are named; the rest is seen when they are explained.
SHOWN = 5

# What an invariant speaks of. A period is closed only when those of its books and cases hold;
# those of the installation (catalog, server, seals) are asked each night and when asked for.
BOOKS, CASES, INSTALLATION = "books", "cases", "installation"

# Every posting twice, once for either account: debits are positive, `after` the running balance.
LEGS = """
WITH legs AS (
    SELECT segment_id, seq, line, book, dr_account AS code, amount AS debit, 0::bigint AS credit,
           dr_after AS after
      FROM ledger.posting WHERE segment_id = ANY(%(segments)s)
    UNION ALL
    SELECT segment_id, seq, line, book, cr_account, 0, amount, cr_after
      FROM ledger.posting WHERE segment_id = ANY(%(segments)s))
"""


class Cursor(Protocol):
    """What a check needs of a database cursor."""

    def execute(self, sql: str, params: Any = None) -> Any:
        """Run one statement."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows that are left."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: where (segment, entry number, account, if they apply) and what."""

    segment: str | None
    seq: int | None
    account: str | None
    what: str

    def __str__(self) -> str:
        where = [self.segment, self.seq and f"仕訳{self.seq}", self.account]
        return " ".join([*(str(part) for part in where if part), self.what])


@dataclass(frozen=True)
class Books:
    """What is examined: one snapshot of the database, and in it the segments asked for."""

    cursor: Cursor
    segments: Mapping[int, str]

    def rows(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a query; %(segments)s are the numbers of the segments examined."""
        self.cursor.execute(sql, {"segments": list(self.segments), **parameters})
        return self.cursor.fetchall()

    def find(self, sql: str, **parameters: Any) -> Iterator[Finding]:
        """The first findings of a query (segment number, entry number, account, what is wrong)."""
        for segment, seq, account, what in self.rows(f"{sql}\nLIMIT {SHOWN}", **parameters):
            code = None if segment is None else self.segments.get(segment, str(segment))
            yield Finding(code, seq, account, what)

    def find_legs(self, sql: str, **parameters: Any) -> Iterator[Finding]:
        """`find` for a query that reads `legs`: every posting twice, once for either account."""
        return self.find(LEGS + sql, **parameters)

    def stream(self, sql: str, **parameters: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query of any length, a few thousand in memory at a time.

        One stream to a check: the cursor closes with the check's savepoint.
        """
        given = {"segments": list(self.segments), **parameters}
        self.cursor.execute(f"DECLARE streamed NO SCROLL CURSOR FOR {sql}", given)
        while True:
            self.cursor.execute("FETCH 2000 FROM streamed")
            rows = self.cursor.fetchall()
            if not rows:
                return
            yield from rows


Check = Callable[[Books], Iterable[Finding]]


@dataclass(frozen=True)
class Invariant:
    """A check with its stable name, its Japanese title and what it is about."""

    name: str
    title: str
    check: Check
    about: str = BOOKS

    def broken_by(self, books: Books) -> tuple[Finding, ...]:
        """The first findings; none when the invariant holds."""
        return tuple(islice(self.check(books), SHOWN))


INVARIANTS: dict[str, Invariant] = {}


def invariant(title: str, about: str = BOOKS) -> Callable[[Check], Check]:
    """Register a check under its function's name. The title says in Japanese what holds."""

    def register(check: Check) -> Check:
        name = check.__name__
        assert name not in INVARIANTS, f"two invariants called {name}"
        INVARIANTS[name] = Invariant(name, title, check, about)
        return check

    return register
