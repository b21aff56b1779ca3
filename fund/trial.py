"""The trial balance by two clocks, from the last snapshot and what came after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class AccountRow:
    """An account and its balance in yen, positive on its normal side."""

    book: str
    code: str
    name: str
    kind: str
    debits_yen: int
    credits_yen: int
    balance_yen: int


def trial_balance(
    segment: int, as_of: date | None = None, known_seq: int | None = None
) -> list[AccountRow]:
    """Every account with its debits, credits and balance, by effective date, as known at an entry.

    as_of None: all dates. known_seq None: everything written so far. Of all dates, as known at the
    newest entry, the stored balances are read; else the snapshot of the last period that was closed
    by then and what came after it: the cost grows with the open period, not with the books.
    `fund.as_of.summed_trial_balance` is the same from the lines alone.
    """
    given: dict[str, Any] = {"s": segment, "d": as_of or date.max, "k": known_seq}
    if known_seq is None:
        given["k"] = _fetch(_NEWEST, given)[0][0]
    if as_of is None and (rows := _fetch(_TRIAL.format(base=_NOW, only=_IF_NEWEST), given)):
        return [AccountRow(*row) for row in rows]
    period, ends, known = last_snapshot(segment, given["d"], given["k"])
    given["p"], given["e"], given["c"] = period, ends, known
    given["lo"], given["hi"] = numbers_of_days(segment, ends + timedelta(days=1), as_of)
    return [AccountRow(*row) for row in _fetch(_SINCE + _TRIAL.format(base="base", only=""), given)]


def held_in(rows: Iterable[AccountRow], code: str) -> int:
    """An account's balance in a trial balance; a group's is the sum of its parts."""
    return sum(r.balance_yen for r in rows if r.code == code or r.code.startswith(f"{code}:"))


def last_snapshot(segment: int, until_on: date, known_seq: int) -> tuple[int | None, date, int]:
    """The last period closed by a day, as known at an entry: number, last day, last entry known.

    Where none was: no number, the first of all days, 0.
    """
    found = _fetch(_SNAPSHOT, {"s": segment, "d": until_on, "k": known_seq})
    return found[0] if found else (None, date.min, 0)


def numbers_of_days(segment: int, from_on: date | None, until_on: date | None) -> tuple[int, int]:
    """The first and the last number among the entries of some days; (1, 0) where there is none."""
    given = {"s": segment, "f": from_on or date.min, "u": until_on or date.max}
    first, last = _fetch(_NUMBERS, given)[0]
    return (first, last) if first else (1, 0)


_NEWEST = "SELECT last_seq FROM ledger.segment_head WHERE segment_id = %(s)s"
_NOW = "ledger.account_balance"
# Asked in the statement that reads the balances: an entry that came meanwhile is not among them.
_IF_NEWEST = """AND EXISTS (
    SELECT FROM ledger.segment_head WHERE segment_id = %(s)s AND last_seq = %(k)s)"""
# Asked month by month: each is a leap in the index, however many entries the month has.
_NUMBERS = """
SELECT min(first.seq), max(last.seq) FROM ledger.fiscal_period f
 CROSS JOIN LATERAL (SELECT seq FROM ledger.entry
                      WHERE segment_id = %(s)s AND period_id = f.period_id
                        AND effective_date BETWEEN %(f)s AND %(u)s ORDER BY seq LIMIT 1) first
 CROSS JOIN LATERAL (SELECT seq FROM ledger.entry
                      WHERE segment_id = %(s)s AND period_id = f.period_id
                        AND effective_date BETWEEN %(f)s AND %(u)s ORDER BY seq DESC LIMIT 1) last
 WHERE f.segment_id = %(s)s AND f.ends >= %(f)s AND f.starts <= %(u)s
"""
_SNAPSHOT = """
SELECT period_id, ends, close_seq FROM ledger.fiscal_period
 WHERE segment_id = %(s)s AND status = 'closed' AND ends <= %(d)s AND close_seq <= %(k)s
 ORDER BY ends DESC, close_seq DESC LIMIT 1
"""
# After a close nothing is dated before its end but what a 13th period still takes in: the lines of
# a snapshot's days (to %(e)s) that it does not know (it knows %(c)s entries).
ADJUSTED_SINCE = """
    SELECT p.segment_id, p.book, p.dr_account, p.cr_account, p.amount
      FROM ledger.fiscal_period f JOIN ledger.entry e
        ON e.segment_id = f.segment_id AND e.effective_date = f.ends AND e.period_id = f.period_id
      JOIN ledger.posting p ON p.segment_id = e.segment_id AND p.seq = e.seq
     WHERE f.segment_id = %(s)s AND f.kind = 'A' AND f.ends <= %(e)s
       AND coalesce(f.close_seq, %(k)s) > %(c)s AND e.seq > %(c)s AND e.seq <= %(k)s
"""
# The lines of the days since are read as one range of numbers.
_SINCE = f"""
WITH late AS (
    SELECT p.segment_id, p.book, p.dr_account, p.cr_account, p.amount
      FROM ledger.posting p JOIN ledger.entry e USING (segment_id, seq)
     WHERE p.segment_id = %(s)s AND p.seq BETWEEN %(lo)s AND least(%(hi)s, %(k)s)
       AND e.segment_id = %(s)s AND e.seq BETWEEN %(lo)s AND least(%(hi)s, %(k)s)
       AND e.effective_date > %(e)s AND e.effective_date <= %(d)s
    UNION ALL {ADJUSTED_SINCE}),
base AS (
    SELECT segment_id, book, code, sum(debits) AS debits, sum(credits) AS credits FROM (
        SELECT segment_id, book, code, debits, credits FROM ledger.period_balance
         WHERE segment_id = %(s)s AND period_id = %(p)s
        UNION ALL
        SELECT segment_id, book, dr_account, amount, 0 FROM late
        UNION ALL
        SELECT segment_id, book, cr_account, 0, amount FROM late) parts
     GROUP BY segment_id, book, code)
"""  # noqa: S608 - the part is ours
_TRIAL = """
SELECT a.book, a.code, a.name, a.kind, coalesce(b.debits, 0)::bigint,
       coalesce(b.credits, 0)::bigint, (CASE a.normal_side WHEN 'D' THEN 1 ELSE -1 END
       * (coalesce(b.debits, 0) - coalesce(b.credits, 0)))::bigint
  FROM ledger.account a LEFT JOIN {base} b USING (segment_id, book, code)
 WHERE a.segment_id = %(s)s AND NOT a.is_group {only} ORDER BY a.book DESC, a.code
"""


def _fetch(sql: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())
