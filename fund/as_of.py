"""Two clocks: what counted for a day, and what was known at an entry or at the end of a day.

The effective date says which day an entry counts for, number and recorded time when it was known.
Numbers and times grow together, so that "known on a day" is a number, found without any index.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db import connection

from fund.queries import Head
from fund.trial import AccountRow, held_in, trial_balance
from workflow.calendar import JST


@dataclass(frozen=True)
class Learnt:
    """An entry written between two knowledge numbers, and what it changed of a past day's books.

    late_days: recorded this many days after the day it counts for.
    """

    seq: int
    effective_on: date
    original_on: date | None
    recorded_at: datetime
    event: str
    memo: str
    reverses: int | None
    total_yen: int
    late_days: int


def known_on(segment: int, day: date) -> int:
    """The number of the last entry recorded by the end of a day in Japan; 0 before the first."""
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=JST)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE half(known, beyond) AS (
                SELECT 0::bigint, last_seq + 1 FROM ledger.segment_head WHERE segment_id = %(s)s
                UNION ALL
                SELECT CASE WHEN e.recorded_at < %(t)s THEN e.seq ELSE h.known END,
                       CASE WHEN e.recorded_at < %(t)s THEN h.beyond ELSE e.seq END
                  FROM half h JOIN ledger.entry e
                    ON e.segment_id = %(s)s AND e.seq = (h.known + h.beyond) / 2
                 WHERE h.known + 1 < h.beyond)
            SELECT coalesce(max(known), 0) FROM half
            """,
            {"s": segment, "t": midnight},
        )
        return int(cursor.fetchone()[0])


def head_at(segment: int, seq: int) -> Head | None:
    """The head as it stood when an entry was the newest one; None where there is no such entry."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, encode(hash, 'hex'), recorded_at FROM ledger.entry "
            "WHERE segment_id = %s AND seq = %s",
            [segment, seq],
        )
        row = cursor.fetchone()
    return Head(*row) if row else None


def balance_as_of(
    segment: int, code: str, as_of: date | None = None, known_seq: int | None = None
) -> int:
    """A balance in yen on its normal side; a group's is the sum of its parts."""
    return held_in(trial_balance(segment, as_of, known_seq), code)


def learnt_between(
    segment: int, as_of: date | None, earlier: int, later: int, *, limit: int = 200
) -> list[Learnt]:
    """The entries above one number up to another that count for a day or before: what a reader
    of the later knowledge sees of that day and a reader of the earlier one did not."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT seq, effective_date, original_date, recorded_at, event_type, memo,
                   reverses_seq, total,
                   (recorded_at AT TIME ZONE 'Asia/Tokyo')::date - effective_date
              FROM ledger.entry WHERE segment_id = %(s)s AND seq > %(a)s AND seq <= %(b)s
               AND (%(d)s::date IS NULL OR effective_date <= %(d)s) ORDER BY seq LIMIT %(n)s
            """,
            {"s": segment, "a": earlier, "b": later, "d": as_of, "n": limit},
        )
        return [Learnt(*row) for row in cursor.fetchall()]


class DatedLine(NamedTuple):
    """A line of an account by its effective day. balance_yen: after it, in the order of days."""

    effective_on: date
    seq: int
    line: int
    account: str
    other: str
    event: str
    memo: str
    debit_yen: int
    credit_yen: int
    balance_yen: int


@dataclass(frozen=True)
class DatedStatement:
    """An account over some days as known at an entry; yen on its normal side."""

    from_on: date | None
    until_on: date | None
    opening_yen: int
    lines: tuple[DatedLine, ...]
    closing_yen: int


def dated_statement(
    segment: int, code: str, from_on: date | None, until_on: date | None, known_seq: int
) -> DatedStatement:
    """The account's lines in the order of their days, each with the balance after it.

    The whole of it at once: for papers and programs. Pages turn by `fund.browsing.account_page`.
    """
    first_on = from_on or date.min
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM ledger.dated_lines(%s, %s, %s, %s, %s)",
            [segment, code, first_on, until_on or date.max, known_seq],
        )
        (*_, balance_yen), *rows = cursor.fetchall()
    lines, opening_yen = [], balance_yen
    for row in rows:
        balance_yen += row[-1]
        if row[0] < first_on:
            opening_yen = balance_yen
        else:
            lines.append(DatedLine._make((*row[:-1], balance_yen)))
    return DatedStatement(from_on, until_on, opening_yen, tuple(lines), balance_yen)


def summed_trial_balance(
    segment: int, as_of: date | None = None, known_seq: int | None = None
) -> list[AccountRow]:
    """`fund.queries.trial_balance` from the lines alone: no snapshot, no stored balance is read."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH legs AS (
                SELECT p.book, leg.code, leg.debit, leg.credit
                  FROM ledger.posting p JOIN ledger.entry e USING (segment_id, seq)
                 CROSS JOIN LATERAL (VALUES (p.dr_account, p.amount, 0::bigint),
                                            (p.cr_account, 0, p.amount)) AS leg(code, debit, credit)
                 WHERE p.segment_id = %(s)s AND (%(d)s::date IS NULL OR e.effective_date <= %(d)s)
                   AND (%(k)s::bigint IS NULL OR e.seq <= %(k)s)),
            sums AS (
                SELECT book, code, sum(debit) AS debit, sum(credit) AS credit
                  FROM legs GROUP BY book, code)
            SELECT a.book, a.code, a.name, a.kind, coalesce(l.debit, 0)::bigint,
                   coalesce(l.credit, 0)::bigint,
                   (CASE a.normal_side WHEN 'D' THEN 1 ELSE -1 END
                    * (coalesce(l.debit, 0) - coalesce(l.credit, 0)))::bigint
              FROM ledger.account a LEFT JOIN sums l USING (book, code)
             WHERE a.segment_id = %(s)s AND NOT a.is_group
             ORDER BY a.book DESC, a.code
            """,
            {"s": segment, "d": as_of, "k": known_seq},
        )
        return [AccountRow(*row) for row in cursor.fetchall()]
