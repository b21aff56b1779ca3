"""Reading the ledger. Every balance anywhere in the product comes from here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from fund.chart import AVAILABLE, CASH
from fund.trial import AccountRow as AccountRow
from fund.trial import held_in as held_in
from fund.trial import numbers_of_days
from fund.trial import trial_balance as trial_balance
from workflow.act import PART


@dataclass(frozen=True)
class Segment:
    """A 勘定."""

    segment_id: int
    code: str
    name: str


@dataclass(frozen=True)
class Head:
    """The newest entry of a segment: its number and hash (hex)."""

    seq: int
    hash: str
    recorded_at: datetime


@dataclass(frozen=True)
class StatementLine:
    """One posting as seen from one account. balance_yen: on the account's normal side."""

    seq: int
    line: int
    effective_on: date
    event: str
    memo: str
    other_code: str
    other_name: str
    debit_yen: int
    credit_yen: int
    balance_yen: int


@dataclass(frozen=True)
class EntryRow:
    """An entry as written."""

    segment: int
    seq: int
    entry_id: UUID
    key: str
    event: str
    effective_on: date
    original_on: date | None
    recorded_at: datetime
    period: int
    reverses: int | None
    actor: UUID
    approver: UUID | None
    document: UUID | None
    memo: str
    total_yen: int
    hash: str
    prev_hash: str


@dataclass(frozen=True)
class PostingRow:
    """One line of an entry. item: cost item or holding. party: the company."""

    line: int
    book: str
    debit: str
    debit_name: str
    credit: str
    credit_name: str
    yen: int
    grant: UUID | None
    budget_year: int | None
    item: str | None
    party: UUID | None


@dataclass(frozen=True)
class Position:
    """Where the fund stands, in yen: cash, what may still be decided, what is decided and unpaid,
    advances, receivables."""

    cash_yen: int
    available_yen: int
    committed_yen: int
    advanced_yen: int
    receivable_yen: int


def segments() -> list[Segment]:
    """All 勘定, in order."""
    rows = _rows("SELECT segment_id, code, name FROM ledger.segment ORDER BY segment_id")
    return [Segment(*row) for row in rows]


def segment_by_code(code: str) -> Segment:
    """The 勘定 of a code."""
    rows = _rows("SELECT segment_id, code, name FROM ledger.segment WHERE code = %s", code)
    assert rows, f"no segment {code}"
    return Segment(*rows[0])


def head(segment: int) -> Head:
    """The newest entry of a segment; number 0 when its books are empty."""
    row = _rows(
        "SELECT last_seq, encode(head_hash, 'hex'), last_recorded_at "
        "FROM ledger.segment_head WHERE segment_id = %s",
        segment,
    )[0]
    return Head(*row)


def balance(segment: int, code: str) -> int:
    """A balance now, in yen on the account's normal side; a group's is the sum of its parts."""
    # A group holds nothing itself; asked for both at once the server would look twice each time.
    own = _rows(_BALANCES + "a.code = %s", segment, code)
    return sum(row[0] for row in own or _rows(_BALANCES + "a.parent_code = %s", segment, code))


_BALANCES = """
SELECT CASE a.normal_side WHEN 'D' THEN b.debits - b.credits ELSE b.credits - b.debits END
  FROM ledger.account a JOIN ledger.account_balance b USING (segment_id, book, code)
 WHERE a.segment_id = %s AND """


def position(rows: Sequence[AccountRow]) -> Position:
    """Where the fund stands by a trial balance of all dates."""
    return Position(
        cash_yen=held_in(rows, CASH),
        available_yen=held_in(rows, AVAILABLE),
        committed_yen=held_in(rows, "B300") + held_in(rows, "B400"),
        advanced_yen=held_in(rows, "1121"),
        receivable_yen=sum(held_in(rows, code) for code in ("1131", "1132", "1133")),
    )


def account_statement(
    segment: int, code: str, *, after: tuple[int, int] = (0, 0), limit: int = 100
) -> list[StatementLine]:
    """A page of an account's lines after (entry, line), with the running balance as stored."""
    rows = _rows(
        """
        SELECT x.seq, x.line, e.effective_date, e.event_type, e.memo, x.other, o.name,
               x.debit, x.credit, CASE a.normal_side WHEN 'D' THEN x.after ELSE -x.after END
          FROM ((SELECT seq, line, book, cr_account AS other, amount AS debit, 0 AS credit,
                        dr_after AS after
                   FROM ledger.posting WHERE segment_id = %(s)s AND dr_account = %(c)s
                    AND (seq, line) > (%(q)s, %(l)s) ORDER BY seq, line LIMIT %(n)s)
                UNION ALL
                (SELECT seq, line, book, dr_account, 0, amount, cr_after
                   FROM ledger.posting WHERE segment_id = %(s)s AND cr_account = %(c)s
                    AND (seq, line) > (%(q)s, %(l)s) ORDER BY seq, line LIMIT %(n)s)) x
          JOIN ledger.entry e ON e.segment_id = %(s)s AND e.seq = x.seq
          JOIN ledger.account a ON a.segment_id = %(s)s AND a.code = %(c)s
          JOIN ledger.account o ON o.segment_id = %(s)s AND o.code = x.other
         ORDER BY x.seq, x.line LIMIT %(n)s
        """,
        {"s": segment, "c": code, "q": after[0], "l": after[1], "n": limit},
    )
    return [StatementLine(*row) for row in rows]


ENTRY_COLUMNS = (
    "segment_id, seq, entry_id, idem_key, event_type, effective_date, original_date, recorded_at, "
    "period_id, reverses_seq, actor, approver, doc_ref, memo, total, encode(hash, 'hex'), "
    "encode(prev_hash, 'hex')"
)


def entry(segment: int, seq: int) -> EntryRow | None:
    """One entry, or None."""
    rows = _rows(
        f"SELECT {ENTRY_COLUMNS} FROM ledger.entry WHERE segment_id = %s AND seq = %s",  # noqa: S608
        segment, seq,
    )  # fmt: skip
    return EntryRow(*rows[0]) if rows else None


def entries_of_key(segment: int, key: str) -> list[EntryRow]:
    """The entries an act posted: its key, or its key followed by '#' and a part."""
    rows = _rows(
        f"SELECT {ENTRY_COLUMNS} FROM ledger.entry WHERE segment_id = %s "  # noqa: S608
        "AND (idem_key = %s OR starts_with(idem_key, %s)) ORDER BY seq",
        segment, key, key + PART,
    )  # fmt: skip
    return [EntryRow(*row) for row in rows]


def entries_of_grant(segment: int, grant: UUID) -> list[EntryRow]:
    """Every entry that carries a grant's dimension, in order."""
    rows = _rows(
        f"SELECT {ENTRY_COLUMNS} FROM ledger.entry WHERE segment_id = %s AND seq IN "  # noqa: S608
        "(SELECT seq FROM ledger.posting WHERE segment_id = %s AND grant_ref = %s) ORDER BY seq",
        segment, segment, grant,
    )  # fmt: skip
    return [EntryRow(*row) for row in rows]


def postings(segment: int, seq: int) -> list[PostingRow]:
    """The lines of an entry, in order."""
    # A sub-account is called after its case: its group says what it holds.
    rows = _rows(
        "SELECT p.line, p.book, p.dr_account, coalesce(dg.name || '（' || d.name || '）', d.name), "
        "p.cr_account, coalesce(cg.name || '（' || c.name || '）', c.name), p.amount, "
        "p.grant_ref, p.budget_year, p.cost_item, p.party FROM ledger.posting p "
        "JOIN ledger.account d ON (d.segment_id, d.code) = (p.segment_id, p.dr_account) "
        "JOIN ledger.account c ON (c.segment_id, c.code) = (p.segment_id, p.cr_account) "
        "LEFT JOIN ledger.account dg ON (dg.segment_id, dg.code) = (d.segment_id, d.parent_code) "
        "LEFT JOIN ledger.account cg ON (cg.segment_id, cg.code) = (c.segment_id, c.parent_code) "
        "WHERE p.segment_id = %s AND p.seq = %s ORDER BY p.line",
        segment, seq,
    )  # fmt: skip
    return [PostingRow(*row) for row in rows]


def grant_balances(segment: int, number: str) -> dict[str, int]:
    """A grant's budget accounts by group code (B300, B310, B400, B500), in yen."""
    rows = _rows(
        "SELECT a.parent_code, (b.credits - b.debits)::bigint FROM ledger.account a "
        "JOIN ledger.account_balance b USING (segment_id, book, code) "
        "WHERE a.segment_id = %s AND a.code = ANY(%s)",
        segment, [f"{group}:{number}" for group in ("B300", "B310", "B400", "B500")],
    )  # fmt: skip
    return {"B300": 0, "B310": 0, "B400": 0, "B500": 0} | {code: int(yen) for code, yen in rows}


def entry_count(segment: int, known_seq: int) -> int:
    """How many entries a segment holds up to a number, counted (not read from the head)."""
    rows = _rows(
        "SELECT count(*) FROM ledger.entry WHERE segment_id = %s AND seq <= %s", segment, known_seq
    )
    return int(rows[0][0])


@dataclass(frozen=True)
class Movement:
    """What moved between a set of accounts and one account outside it, in yen."""

    code: str
    in_yen: int
    out_yen: int


def movements(
    segment: int, codes: Sequence[str], from_on: date, until_on: date, known_seq: int
) -> list[Movement]:
    """What came into a set of accounts and left it, by the account on the other side.

    By effective date, both ends included, as known at an entry. What moves within the set (a
    deposit placed from cash) is no movement.
    """
    lo, hi = numbers_of_days(segment, from_on, until_on)
    rows = _rows(
        """
        SELECT leg.other, sum(leg.came)::bigint, sum(leg.went)::bigint
          FROM ledger.entry e JOIN ledger.posting p USING (segment_id, seq)
         CROSS JOIN LATERAL (
               VALUES (p.dr_account, p.cr_account, p.amount, 0::bigint),
                      (p.cr_account, p.dr_account, 0, p.amount)) AS leg(own, other, came, went)
         WHERE e.segment_id = %(s)s AND e.effective_date BETWEEN %(f)s AND %(u)s
           AND e.seq BETWEEN %(lo)s AND %(hi)s AND p.segment_id = %(s)s
           AND p.seq BETWEEN %(lo)s AND %(hi)s AND leg.own = ANY(%(c)s) AND leg.other <> ALL(%(c)s)
         GROUP BY leg.other ORDER BY leg.other
        """,
        {"s": segment, "c": list(codes), "f": from_on, "u": until_on, "lo": lo,
         "hi": min(hi, known_seq)},
    )  # fmt: skip
    return [Movement(*row) for row in rows]


def open_day(segment: int, day: date, today: date) -> date:
    """The day itself, or today when the month it lies in is closed already."""
    rows = _rows(
        "SELECT 1 FROM ledger.fiscal_period "
        "WHERE segment_id = %s AND status = 'closed' AND kind = 'M' AND %s BETWEEN starts AND ends",
        segment, day,
    )  # fmt: skip
    return today if rows else day


def _rows(sql: str, *parameters: Any) -> Sequence[tuple[Any, ...]]:
    given: Any = parameters[0] if parameters and isinstance(parameters[0], dict) else parameters
    with connection.cursor() as cursor:
        cursor.execute(sql, given or None)
        found: Sequence[tuple[Any, ...]] = cursor.fetchall()
        return found


@dataclass(frozen=True)
class Period:
    """A fiscal period: months 01–12 (April first) and 13 for 決算整理."""

    period_id: int
    kind: str
    starts: date
    ends: date
    is_closed: bool
    close_seq: int | None


def period_name(period: int) -> str:
    """``2026年4月`` of 202601, ``2026年度 決算整理`` of 202613."""
    year, number = divmod(period, 100)
    if number == 13:
        return f"{year}年度 決算整理"
    return f"{year if number <= 9 else year + 1}年{(number + 2) % 12 + 1}月"


def period_of(segment: int, period: int) -> Period | None:
    """One fiscal period of a segment, or None when it was never opened."""
    rows = _rows(
        "SELECT period_id, kind, starts, ends, status = 'closed', close_seq "
        "FROM ledger.fiscal_period WHERE segment_id = %s AND period_id = %s",
        segment, period,
    )  # fmt: skip
    return Period(*rows[0]) if rows else None
