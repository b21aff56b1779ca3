"""The ledger entries of a case as its company may read them, and the proof of one of them.

The outside door reads its own lines only (row-level security), and the text of an entry only where
no other company stands in it (`ledger.own_text`).
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection

from fund.proving import NothingToProve, prove_entry
from fund.trees import Cursor
from grants.models import Grant

ALIAS = "default"


@dataclass(frozen=True)
class OwnLine:
    """One line of an entry, in whole yen."""

    book: str
    debit: str
    credit: str
    yen: int


@dataclass(frozen=True)
class OwnEntry:
    """An entry and those of its lines that are the case's."""

    seq: int
    event: str
    effective_on: date
    recorded_at: datetime
    lines: list[OwnLine] = field(default_factory=list)


def own_entries(grant: Grant) -> list[OwnEntry]:
    """Every entry that concerns the case, the newest first."""
    found: dict[int, OwnEntry] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.seq, e.event_type, e.effective_date, e.recorded_at, p.book, p.dr_account, "
            "p.cr_account, p.amount FROM ledger.posting p JOIN ledger.entry e "
            "USING (segment_id, seq) WHERE p.segment_id = %s AND p.grant_ref = %s "
            "ORDER BY e.seq DESC, p.line",
            [grant.plan.segment, grant.pk],
        )
        for seq, event, effective_on, recorded_at, *line in cursor.fetchall():
            entry = found.setdefault(seq, OwnEntry(seq, event, effective_on, recorded_at))
            entry.lines.append(OwnLine(*line))
    return list(found.values())


def own_proof(grant: Grant, seq: int) -> str:
    """The proof file of an entry of the case. Raises NothingToProve: not sealed, or shared."""
    return prove_entry(ALIAS, grant.plan.segment, seq, _own_text)


def _own_text(cursor: Cursor, segment: int, seq: int) -> bytes:
    cursor.execute("SELECT ledger.own_text(%s, %s)", [segment, seq])
    row = cursor.fetchone()
    if row is None or row[0] is None:
        raise NothingToProve(f"entry {seq} is not one company's alone")
    return str(row[0]).encode()
