"""Reading the ledger a page at a time: accounts, journal, months of the cash account.

Figures come as whole yen. Lists move by key (entry number, line and its side), never by offset.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from fund.chart import CASH
from fund.trial import numbers_of_days
from workflow.calendar import fiscal_period_bounds

PAGE_LINES = 50

# Entry number, line, and the side of it (0 debit, 1 credit): a line between two parts of a group
# stands in the group's list twice.
Key = tuple[int, int, int]


@dataclass(frozen=True)
class Account:
    """An account or group. balance_yen: now, on the normal side; a group's is its parts' sum."""

    book: str
    code: str
    name: str
    is_group: bool
    parent: str | None
    grant: UUID | None
    balance_yen: int


class Line(NamedTuple):
    """One posting as seen from an account; `account` tells which part of a group it is."""

    seq: int
    line: int
    effective_on: date
    event: str
    memo: str
    account: str
    other_code: str
    other_name: str
    debit_yen: int
    credit_yen: int
    balance_yen: int

    @property
    def key(self) -> Key:
        """Where it stands in the list."""
        return self.seq, self.line, int(self.credit_yen > 0)


@dataclass(frozen=True)
class Wanted:
    """Which lines: from and until effective dates, of one event, known at an entry; None is all."""

    from_on: date | None = None
    until_on: date | None = None
    event: str = ""
    known: int | None = None


@dataclass(frozen=True)
class Page:
    """Lines of a page in ascending order, and the keys of the pages beside it."""

    lines: Sequence[Line]
    after: Key | None
    before: Key | None


class JournalRow(NamedTuple):
    """An entry in a list."""

    seq: int
    effective_on: date
    recorded_at: datetime
    event: str
    memo: str
    total_yen: int


@dataclass(frozen=True)
class Month:
    """The cash account in one month, yen: opening, what moved by event (negative: out), closing."""

    starts: date
    ends: date
    opening_yen: int
    moved: dict[str, int] = field(default_factory=dict)

    @property
    def closing_yen(self) -> int:
        """Opening plus everything that moved."""
        return self.opening_yen + sum(self.moved.values())


def account_of(segment: int, code: str) -> Account | None:
    """One account with its balance now, or None."""
    rows = _fetch(_ACCOUNTS.format(where="a.code = %(c)s"), {"s": segment, "c": code})
    return Account(*rows[0]) if rows else None


def parts_of(segment: int, group: str) -> list[Account]:
    """The sub-accounts of a group, by code."""
    rows = _fetch(_ACCOUNTS.format(where="a.parent_code = %(c)s"), {"s": segment, "c": group})
    return [Account(*row) for row in rows]


_ACCOUNTS = """
SELECT a.book, a.code, a.name, a.is_group, a.parent_code, a.grant_ref,
       coalesce(sum(CASE a.normal_side WHEN 'D' THEN b.debits - b.credits
                                       ELSE b.credits - b.debits END), 0)::bigint
  FROM ledger.account a
  LEFT JOIN ledger.account p ON p.segment_id = a.segment_id
       AND (p.code = a.code OR p.parent_code = a.code)
  LEFT JOIN ledger.account_balance b ON (b.segment_id, b.book, b.code)
       = (p.segment_id, p.book, p.code)
 WHERE a.segment_id = %(s)s AND {where}
 GROUP BY a.book, a.code, a.name, a.is_group, a.parent_code, a.grant_ref
 ORDER BY a.code
"""

# Either side of an account, in the order of its index, no more lines than the page shows: what a
# page costs does not grow with the books. The comparison is made twice, once with the account, so
# that no other index seems to serve as well; the entry is looked up, whatever the planner counts.
# A single account is named: of one that is joined the planner counts an average account's lines,
# and of the fund's own it would read and sort half.
_SIDE = """
SELECT p.seq, p.line, e.effective_date, e.event_type, e.memo, c.code AS own, p.{other} AS other,
       {sums}, p.{after} AS after
  FROM ledger.posting p CROSS JOIN LATERAL (
       SELECT effective_date, event_type, memo FROM ledger.entry
        WHERE segment_id = p.segment_id AND seq = p.seq OFFSET 0) e
 WHERE p.segment_id = %(s)s AND p.{own} = {code} AND p.seq BETWEEN %(lo)s AND %(hi)s
   AND (p.seq, p.line) {side} (%(q)s, {line})
   AND (p.{own}, p.seq, p.line) {side} ({code}, %(q)s, {line})
   AND (%(f)s::date IS NULL OR e.effective_date >= %(f)s)
   AND (%(u)s::date IS NULL OR e.effective_date <= %(u)s)
   AND (%(e)s = '' OR e.event_type = %(e)s)
 ORDER BY p.seq {way}, p.line {way} LIMIT %(n)s
"""
_DEBIT = {"own": "dr_account", "other": "cr_account", "after": "dr_after", "line": "%(ld)s",
          "sums": "p.amount AS debit, 0::bigint AS credit"}  # fmt: skip
_CREDIT = {"own": "cr_account", "other": "dr_account", "after": "cr_after", "line": "%(lc)s",
           "sums": "0::bigint AS debit, p.amount AS credit"}  # fmt: skip
_LINES = """
SELECT x.seq, x.line, x.effective_date, x.event_type, x.memo, x.own, x.other, o.name,
       x.debit, x.credit, CASE a.normal_side WHEN 'D' THEN x.after ELSE -x.after END
  FROM unnest(%(c)s::text[]) AS c(code)
 CROSS JOIN LATERAL (({debit_side}) UNION ALL ({credit_side})) x
  JOIN ledger.account a ON a.segment_id = %(s)s AND a.code = x.own
  JOIN ledger.account o ON o.segment_id = %(s)s AND o.code = x.other
 ORDER BY x.seq {way}, x.line {way}, x.credit > 0 {way} LIMIT %(n)s
"""


def _lines_sql(code: str, side: str, way: str) -> str:
    sides = [_SIDE.format(**one, code=code, side=side, way=way) for one in (_DEBIT, _CREDIT)]
    return _LINES.format(debit_side=sides[0], credit_side=sides[1], way=way)


def seq_bounds(segment: int, wanted: Wanted) -> tuple[int, int]:
    """Between which numbers the entries of the wanted days lie; as known at the wanted entry."""
    lo, hi = 1, 2**62
    if wanted.from_on or wanted.until_on:
        lo, hi = numbers_of_days(segment, wanted.from_on, wanted.until_on)
    return lo, hi if wanted.known is None else min(hi, wanted.known)


def account_page(
    segment: int,
    account: Account,
    wanted: Wanted,
    *,
    after: Key | None = None,
    before: Key | None = None,
    limit: int = PAGE_LINES,
) -> Page:
    """A page of an account's lines: the newest ones, or those after or before a key."""
    codes = [account.code]
    if account.is_group:
        codes = [part.code for part in parts_of(segment, account.code)]
    forward = after is not None
    seq, line, side = after or before or (2**62, 0, 0)
    # Of the key's own line the other side is still to come where it stands behind the key's.
    debit_line, credit_line = (line, line - 1 + side) if forward else (line + side, line)
    lo, hi = seq_bounds(segment, wanted)
    code = "c.code" if account.is_group else "%(own)s"
    rows = _fetch(
        _lines_sql(code, *((">", "ASC") if forward else ("<", "DESC"))),
        {"s": segment, "c": codes, "own": account.code,
         "f": wanted.from_on, "u": wanted.until_on, "e": wanted.event,
         "q": seq, "ld": debit_line, "lc": credit_line, "n": limit + 1, "lo": lo, "hi": hi},
    )  # fmt: skip
    more = len(rows) > limit
    lines = sorted((Line(*row) for row in rows[:limit]), key=lambda found: found.key)
    if not lines:
        return Page((), None, None)
    has_later = more if forward else before is not None
    has_earlier = after is not None if forward else more
    return Page(
        lines,
        after=lines[-1].key if has_later else None,
        before=lines[0].key if has_earlier else None,
    )


def journal(
    segment: int, *, before: int | None = None, limit: int = PAGE_LINES
) -> list[JournalRow]:
    """Entries with numbers below a number, the newest first."""
    rows = _fetch(
        "SELECT seq, effective_date, recorded_at, event_type, memo, total FROM ledger.entry "
        "WHERE segment_id = %(s)s AND (%(b)s::bigint IS NULL OR seq < %(b)s) "
        "ORDER BY seq DESC LIMIT %(n)s",
        {"s": segment, "b": before, "n": limit},
    )
    return [JournalRow(*row) for row in rows]


def reversal_of(segment: int, seq: int) -> int | None:
    """The number of the entry that reverses this one, or None."""
    rows = _fetch(
        "SELECT seq FROM ledger.entry WHERE segment_id = %(s)s AND reverses_seq = %(q)s",
        {"s": segment, "q": seq},
    )
    return rows[0][0] if rows else None


def cash_months(segment: int, year: int, until: date, known: int) -> list[Month]:
    """A fiscal year's months that have begun: cash by event and month, as known at an entry."""
    rows = _fetch(
        """
        SELECT date_trunc('month', e.effective_date)::date, e.event_type,
               sum(CASE WHEN p.dr_account = %(c)s THEN p.amount ELSE -p.amount END)::bigint
          FROM ledger.posting p JOIN ledger.entry e USING (segment_id, seq)
         WHERE p.segment_id = %(s)s AND %(c)s IN (p.dr_account, p.cr_account)
           AND e.effective_date <= %(u)s AND e.seq <= %(k)s
         GROUP BY 1, 2
        """,
        {"s": segment, "c": CASH, "u": until, "k": known},
    )
    months: list[Month] = []
    for number in range(1, 13):
        starts, ends = fiscal_period_bounds(year * 100 + number)
        if starts > until:
            break
        opening = sum(yen for month, _, yen in rows if month < starts)
        moved = {event: yen for month, event, yen in rows if month == starts}
        months.append(Month(starts, ends, opening, moved))
    return months


def open_months_before(segment: int, day: date) -> list[int]:
    """The months that ended before a day and are still open, the oldest first."""
    rows = _fetch(
        "SELECT period_id FROM ledger.fiscal_period WHERE segment_id = %(s)s AND kind = 'M' "
        "AND status = 'open' AND ends < %(d)s ORDER BY period_id",
        {"s": segment, "d": day},
    )
    return [row[0] for row in rows]


def first_open_month(segment: int, day: date) -> int | None:
    """The oldest month still open that began before a day, or None."""
    rows = _fetch(
        "SELECT min(period_id) FROM ledger.fiscal_period WHERE segment_id = %(s)s AND kind = 'M' "
        "AND status = 'open' AND starts < %(d)s",
        {"s": segment, "d": day},
    )
    return rows[0][0] if rows else None


def open_years_before(segment: int, day: date) -> list[int]:
    """The 13th periods still open whose year ended before a day with all its months closed."""
    rows = _fetch(
        "SELECT a.period_id FROM ledger.fiscal_period a WHERE a.segment_id = %(s)s "
        "AND a.kind = 'A' AND a.status = 'open' AND a.ends < %(d)s AND NOT EXISTS ("
        "SELECT FROM ledger.fiscal_period m WHERE m.segment_id = a.segment_id AND m.kind = 'M' "
        "AND m.status = 'open' AND m.starts < a.ends) ORDER BY a.period_id",
        {"s": segment, "d": day},
    )
    return [row[0] for row in rows]


class PeriodRow(NamedTuple):
    """A period of a fiscal year and how it was closed."""

    period: int
    starts: date
    ends: date
    is_closed: bool
    close_seq: int | None
    closed_at: datetime | None


def periods_of_year(segment: int, year: int) -> list[PeriodRow]:
    """The thirteen periods of a fiscal year."""
    rows = _fetch(
        "SELECT period_id, starts, ends, status = 'closed', close_seq, closed_at "
        "FROM ledger.fiscal_period WHERE segment_id = %(s)s AND period_id / 100 = %(y)s "
        "ORDER BY period_id",
        {"s": segment, "y": year},
    )
    return [PeriodRow(*row) for row in rows]


def _fetch(sql: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
