"""The hash chain, computed again in Python from the stored columns, sharing nothing with the SQL.

Hash version 1 of an entry is the SHA-256 of netstrings ("octets:text," or "-," for nothing): the
version's name, number, id, time in microseconds, period, the hash before in hex, then the payload:
what the caller asked for, whose own SHA-256 is payload_sha. Dates are ISO, bytes hex.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import groupby
from typing import Any

from fund.checks.registry import Books, Finding, invariant

# Dates and times travel as text: what somebody forced into the table may be no date to Python.
_ENTRIES = """
SELECT e.segment_id, e.seq, e.hash_version, e.hash, e.payload_sha, e.prev_hash,
       e.entry_id, (extract(epoch FROM e.recorded_at) * 1000000)::text, e.period_id,
       e.idem_key, e.event_type, e.effective_date::text, e.original_date::text, e.reverses_seq,
       e.actor, e.approver, e.doc_ref, e.doc_sha, e.memo, e.n_posts,
       p.line, p.book, p.dr_account, p.cr_account, p.amount, p.grant_ref, p.budget_year,
       p.cost_item, p.party
  FROM ledger.entry e LEFT JOIN ledger.posting p USING (segment_id, seq)
 WHERE e.segment_id = ANY(%(segments)s) ORDER BY e.segment_id, e.seq, p.line
"""


def netstrings(*fields: Any) -> bytes:
    """The fields as netstrings, one after the other; None is told from an empty text."""
    return b"".join(map(_netstring, fields))


def _netstring(field: Any) -> bytes:
    if field is None:
        return b"-,"
    text = bytes(field).hex() if isinstance(field, bytes | memoryview) else str(field)
    octets = text.encode()
    return b"%d:%s," % (len(octets), octets)


@invariant("ハッシュ連鎖を再計算すると一致する")
def hashes_recompute(books: Books) -> Iterable[Finding]:
    """hash and payload_sha of every entry follow from its columns, lines and the hash before."""
    for (segment, seq), rows in groupby(books.stream(_ENTRIES), key=lambda row: row[:2]):
        if faults := list(_faults(list(rows))):
            yield Finding(books.segments[segment], seq, None, "; ".join(faults))


def _faults(rows: list[tuple[Any, ...]]) -> Iterator[str]:
    segment, seq, version, stored, payload_stored, before, entry_id, micros, period = rows[0][:9]
    if version != 1:
        yield f"hash version {version} is unknown"
        return
    payload = _payload(segment, rows)
    if sha256(payload).digest() != bytes(payload_stored):
        yield "payload_sha is not the hash of what was asked for"
    head = netstrings("NLEDG1", seq, entry_id, micros.split(".")[0], period, before)
    if sha256(head + payload).digest() != bytes(stored):
        yield "the entry's hash does not follow from its columns and lines"


def _payload(segment: int, rows: list[tuple[Any, ...]]) -> bytes:
    head = netstrings(segment, *rows[0][9:20])
    return head + b"".join(netstrings(*row[20:]) for row in rows)
