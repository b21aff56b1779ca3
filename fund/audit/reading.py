"""What a bundle is written from: one read-only snapshot, read a few rows at a time.

Everything ends at the newest seal: what it does not cover yet is not evidence, and comes with the
next bundle.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connections, transaction

from fund.audit.rows import Account, ChainEntry, Head, Line
from fund.seal_store import last_seal, read_seals
from fund.seals import Seal, SealedSegment, SignedSeal
from fund.trees import Cursor, sealed_records
from workflow.approvals import canonical
from workflow.calendar import JST

_CHUNK = 2_000
# Whether the draft {} was approved, by what is sealed (fund/README.md, "What approved means").
_IS_APPROVED = """(
    SELECT CASE WHEN max(g.stage_count) IS NULL
                THEN (array_agg(g.outcome ORDER BY g.leaf_no DESC))[1] = 'approved'
                ELSE count(DISTINCT g.stage) FILTER (WHERE g.counts AND g.outcome = 'approved')
                         = max(g.stage_count)
                     AND bool_and(g.outcome = 'approved') FILTER (WHERE g.counts) END
      FROM (SELECT a.stage, a.stage_count, a.outcome, s.leaf_no, NOT EXISTS (
                       SELECT FROM workflow_approvallapse l JOIN ledger.seal_leaf t
                           ON t.tree = 'lapse' AND t.row_id = l.id
                        WHERE l.approval_id = a.id AND NOT l.after_effect) AS counts
              FROM workflow_approval a JOIN ledger.seal_leaf s
                ON s.tree = 'approval' AND s.row_id = a.id
             WHERE a.draft_id = {}) g)"""
# All fields as texts in the order they are hashed. Evidence counts when its record is sealed.
_ENTRIES = f"""
SELECT encode(e.hash, 'hex'),
       ARRAY['NLEDG1', e.seq::text, e.entry_id::text, ledger.micros(e.recorded_at)::text,
             e.period_id::text, encode(e.prev_hash, 'hex'), e.segment_id::text, e.idem_key,
             e.event_type, ledger.iso(e.effective_date), ledger.iso(e.original_date),
             e.reverses_seq::text, e.actor::text, e.approver::text, e.doc_ref::text,
             encode(e.doc_sha, 'hex'), e.memo, e.n_posts::text],
       l.lines,
       CASE WHEN {_IS_APPROVED.format("e.doc_ref")} THEN 'draft'
            WHEN EXISTS (SELECT FROM ledger.seal_leaf s
                          WHERE s.tree = 'evidence' AND s.row_id = e.doc_ref) THEN 'evidence'
            ELSE '' END
  FROM ledger.entry e CROSS JOIN LATERAL (
       SELECT array_agg(ARRAY[p.line::text, p.book, p.dr_account, p.cr_account, p.amount::text,
                              p.grant_ref::text, p.budget_year::text, p.cost_item, p.party::text]
                        ORDER BY p.line) AS lines
         FROM ledger.posting p WHERE p.segment_id = e.segment_id AND p.seq = e.seq) l
 WHERE e.segment_id = %s AND e.seq <= %s ORDER BY e.seq
"""  # noqa: S608  # put together from the text above
_DRAFTS = f"""
SELECT d.id::text, d.content::text FROM workflow_draft d
 WHERE d.id IN (SELECT e.doc_ref FROM ledger.entry e WHERE e.segment_id = %s AND e.seq <= %s)
   AND {_IS_APPROVED.format("d.id")}
"""  # noqa: S608  # put together from the text above
_ACCOUNTS = """
SELECT book, code, name, kind, normal_side, bound, is_group::int::text, parent_code,
       grant_ref::text, party::text, ledger.micros(opened_at)::text
  FROM ledger.account WHERE segment_id = %s ORDER BY id LIMIT %s
"""


class NothingSealed(LookupError):
    """There is nothing to export: no seal, or none that covers the 勘定 asked for."""


@dataclass(frozen=True)
class Sealed:
    """A 勘定 at the newest seal, with its name."""

    name: str
    at: SealedSegment


class Snapshot:
    """The books and records as the newest seal covers them."""

    def __init__(self, cursor: Cursor) -> None:
        """Read within the caller's transaction. Raises NothingSealed."""
        self._cursor = cursor
        signed = last_seal(cursor)
        if signed is None:
            raise NothingSealed("まだ封印がありません（manage.py seal）。")
        self.seal: Seal = signed.seal

    def segments(self, code: str | None) -> list[Sealed]:
        """The sealed 勘定, or the one of a code. Raises NothingSealed for an unknown one."""
        self._cursor.execute("SELECT segment_id, name FROM ledger.segment")
        names = dict(self._cursor.fetchall())
        found = [
            Sealed(names.get(at.segment, ""), at)
            for at in self.seal.segments
            if code in (None, at.code)
        ]
        if not found:
            raise NothingSealed(f"封印された勘定 {code} はありません。")
        return found

    def known_on(self, at: SealedSegment, day: date) -> int:
        """The number of the last sealed entry recorded by the end of a day (JST)."""
        end = datetime.combine(day + timedelta(days=1), time(), tzinfo=JST)
        self._cursor.execute(
            "SELECT coalesce(max(seq), 0) FROM ledger.entry "
            "WHERE segment_id = %s AND seq <= %s AND recorded_at < %s",
            [at.segment, at.entries, end],
        )
        row = self._cursor.fetchone()
        assert row is not None, "an aggregate always has a row"
        return int(row[0])

    def accounts(self, at: SealedSegment) -> tuple[Account, ...]:
        """The sealed rows of the account table."""
        self._cursor.execute(_ACCOUNTS, [at.segment, at.accounts])
        return tuple(Account(*row) for row in self._cursor.fetchall())

    def entries(self, at: SealedSegment) -> Iterator[ChainEntry]:
        """The sealed entries in order. A line that somebody took away is simply not there."""
        for found, head, lines, kind in self._stream(_ENTRIES, [at.segment, at.entries]):
            yield ChainEntry(found, Head(*head), tuple(Line(*x) for x in lines or ()), kind)

    def drafts(self, at: SealedSegment) -> Iterator[tuple[str, bytes]]:
        """Id and canonical content of every approved draft that a sealed entry rests on."""
        for draft, content in self._stream(_DRAFTS, [at.segment, at.entries]):
            yield draft, canonical(json.loads(content))

    def records(self, tree: str) -> Iterator[list[str | None]]:
        """The fields of the sealed records, in the order of their leaves; none for one gone."""
        for _, _, _, row_id, fields in self._stream(sealed_records(tree), []):
            yield fields if row_id else []

    def seals(self) -> Iterator[SignedSeal]:
        """Every seal."""
        number = 0
        while found := read_seals(self._cursor, number, _CHUNK):
            yield from found
            number = found[-1].seal.number

    def _stream(self, sql: str, parameters: list[Any]) -> Iterator[tuple[Any, ...]]:
        self._cursor.execute(f"DECLARE exported NO SCROLL CURSOR FOR {sql}", parameters)
        while True:
            self._cursor.execute(f"FETCH {_CHUNK} FROM exported")
            rows = self._cursor.fetchall()
            if not rows:
                self._cursor.execute("CLOSE exported")
                return
            yield from rows


@contextmanager
def sealed_snapshot() -> Iterator[Snapshot]:
    """One read-only snapshot of the database, as the auditor where this process knows him."""
    alias = "auditor" if "auditor" in connections else "default"
    with transaction.atomic(using=alias, durable=True), connections[alias].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield Snapshot(cursor)
