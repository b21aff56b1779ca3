"""The sealer: reads one snapshot, checks it against what was sealed before, signs, writes, exports.

It signs nothing that does not recompute, and nothing that falls behind its own anchors: without a
good seal payments stop (fund.seal_delay), so somebody has to look.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connections, transaction

from fund.anchors import AnchorFolder, AnchorsDisagree
from fund.netstrings import netstrings
from fund.proofs import EMPTY_ROOT, GrowingTree
from fund.seal_store import account_rows, balances_digest, last_seal, read_seals
from fund.seals import (
    NO_HASH,
    RECORD_TREES,
    Seal,
    SealedSegment,
    SealedTree,
    SignedSeal,
    public_key_of,
    signing_key,
)  # fmt: skip
from fund.trees import (
    KEPT_LEVEL,
    ChainBroken,
    Cursor,
    complete_node,
    entry_leaves,
    entry_tree,
    new_records,
)  # fmt: skip

ALIAS = "sealer"
_ONE_AT_A_TIME = 7_301_845
log = logging.getLogger(__name__)


class SealingRefused(Exception):
    """There is something that must not be signed. The message is for the operator."""


@dataclass
class _New:
    """What a seal adds to the database besides itself."""

    leaves: list[tuple[str, int, UUID, bytes]] = field(default_factory=list)
    nodes: list[tuple[str, int, int, bytes]] = field(default_factory=list)

    def grow(self, tree: str, growing: GrowingTree, leaves: Iterator[bytes]) -> bytes:
        """Append leaves to a tree; returns its root and notes the nodes to keep."""
        for leaf in leaves:
            for level, place, found in growing.append(leaf):
                if level >= KEPT_LEVEL:
                    self.nodes.append((tree, level, place, found))
        return growing.root()


def anchor_folder() -> AnchorFolder:
    """Where this service's anchors are."""
    return AnchorFolder(Path(settings.VAR) / "anchors")


def seal_now(*, is_key_change: bool = False) -> SignedSeal:
    """Seal everything recorded so far and export the anchor; at most one sealer at a time.

    is_key_change: the operator says that the key in use now replaces the one of the last seal.
    Raises SealingRefused, NoSealKey.
    """
    key = signing_key(settings.SEAL_KEY)
    with _alone():
        try:
            _export_missing(public_key_of(key))
            signed = _seal(key, is_key_change=is_key_change)
            _export_missing(public_key_of(key))
        except (ChainBroken, AnchorsDisagree) as error:
            raise SealingRefused(str(error)) from error
    return signed


@contextmanager
def _alone() -> Iterator[None]:
    # The lock comes before the snapshot: a sealer that waited would otherwise see the past.
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])


def _seal(key: Ed25519PrivateKey, *, is_key_change: bool) -> SignedSeal:
    with transaction.atomic(using=ALIAS, durable=True), connections[ALIAS].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        last = last_seal(cursor)
        if last and last.seal.public_key != public_key_of(key) and not is_key_change:
            raise SealingRefused("the key is another one than the last seal's: see --change-key")
        new = _New()
        seal = _read_books(cursor, last.seal if last else None, public_key_of(key), new)
        signed = SignedSeal(seal, key.sign(seal.body()))
        _write(cursor, signed, new)
        return signed


def _read_books(cursor: Cursor, last: Seal | None, public_key: bytes, new: _New) -> Seal:
    cursor.execute("SELECT clock_timestamp()")
    row = cursor.fetchone()
    assert row is not None
    sealed_at: datetime = row[0]
    cursor.execute(
        "SELECT segment_id, code, last_seq, head_hash FROM ledger.segment "
        "JOIN ledger.segment_head USING (segment_id) ORDER BY segment_id"
    )
    segments = tuple(_sealed_segment(cursor, last, new, *row) for row in cursor.fetchall())
    if last and not {s.segment for s in last.segments} <= {s.segment for s in segments}:
        raise SealingRefused("a segment that was sealed is gone")
    if last and not {t.name for t in last.trees} <= set(RECORD_TREES):
        raise SealingRefused("a tree of records that was sealed is gone")
    trees = tuple(_sealed_tree(cursor, last, new, name) for name in RECORD_TREES)
    return Seal(
        last.number + 1 if last else 1, sealed_at, public_key, last.hash if last else NO_HASH,
        segments, trees,
    )  # fmt: skip


def _sealed_segment(
    cursor: Cursor, last: Seal | None, new: _New, segment: int, code: str, entries: int, head: bytes
) -> SealedSegment:
    tree = entry_tree(segment)
    before = (last.of_segment(segment) if last else None) or SealedSegment(
        segment, code, 0, NO_HASH, EMPTY_ROOT, _digest([]), 0, _digest([])
    )
    if code != before.code:
        raise SealingRefused(f"{code}: this segment was sealed as {before.code}")
    if entries < before.entries:
        raise SealingRefused(f"{code}: {before.entries} entries were sealed, {entries} are left")
    growing = _tree_as_sealed(cursor, tree, before.entries, before.root)
    accounts = account_rows(cursor, segment)
    if _digest(accounts[: before.accounts]) != before.account_table:
        raise SealingRefused(f"{code}: an account row is not what was sealed")
    leaves = entry_leaves(cursor, segment, before.entries + 1, entries, before.head)
    root = new.grow(tree, growing, leaves)
    _require_head(cursor, segment, entries, bytes(head))
    _require_balances(cursor, before)
    return SealedSegment(
        segment, code, entries, bytes(head), root, balances_digest(cursor, segment),
        len(accounts), _digest(accounts),
    )  # fmt: skip


def _sealed_tree(cursor: Cursor, last: Seal | None, new: _New, name: str) -> SealedTree:
    before = last.of_tree(name) if last else SealedTree(name, 0, EMPTY_ROOT)
    growing = _tree_as_sealed(cursor, name, before.leaves, before.root)
    rows = new_records(cursor, name)
    for number, (row_id, leaf) in enumerate(rows, start=before.leaves + 1):
        new.leaves.append((name, number, row_id, leaf))
    root = new.grow(name, growing, (leaf for _, leaf in rows))
    return SealedTree(name, before.leaves + len(rows), root)


def _tree_as_sealed(cursor: Cursor, tree: str, size: int, root: bytes) -> GrowingTree:
    peaks, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            peaks.append(complete_node(cursor, tree, level, start >> level))
            start += 1 << level
    found = GrowingTree(size, peaks)
    if found.root() != root:
        raise SealingRefused(f"{tree}: its first {size} leaves are not what was sealed")
    return found


def _require_head(cursor: Cursor, segment: int, entries: int, head: bytes) -> None:
    cursor.execute(
        "SELECT hash FROM ledger.entry WHERE (segment_id, seq) = (%s, %s)", [segment, entries]
    )
    row = cursor.fetchone()
    if head != (bytes(row[0]) if row else NO_HASH):
        raise SealingRefused(f"segment {segment}: the head is not entry {entries}")


def _require_balances(cursor: Cursor, before: SealedSegment) -> None:
    """Refuse balances that are not those of the seal before and the lines since.

    Before the first seal all balances were zero: so by each seal they are the sums of all lines.
    """
    cursor.execute(
        """
        SELECT book, code, (coalesce(b.debits, 0) - coalesce(l.debits, 0))::bigint,
               (coalesce(b.credits, 0) - coalesce(l.credits, 0))::bigint
          FROM (SELECT book, code, debits, credits FROM ledger.account_balance
                 WHERE segment_id = %(segment)s) b
          FULL JOIN (SELECT book, leg.code, sum(leg.debit) AS debits, sum(leg.credit) AS credits
                       FROM ledger.posting CROSS JOIN LATERAL (
                            VALUES (dr_account, amount, 0), (cr_account, 0, amount))
                            AS leg(code, debit, credit)
                      WHERE segment_id = %(segment)s AND seq > %(sealed)s GROUP BY 1, 2) l
         USING (book, code)
         WHERE b.debits <> coalesce(l.debits, 0) OR b.credits <> coalesce(l.credits, 0)
            OR b.code IS NULL
         ORDER BY book, code
        """,
        {"segment": before.segment, "sealed": before.entries},
    )
    if _digest([netstrings(*row) for row in cursor.fetchall()]) != before.balances:
        raise SealingRefused(f"{before.code}: the balances are not the sums of their lines")


def _digest(rows: list[bytes]) -> bytes:
    return sha256(b"".join(rows)).digest()


def _write(cursor: Any, signed: SignedSeal, new: _New) -> None:
    seal = signed.seal
    cursor.execute(
        "SELECT ledger.write_seal(%s, %s, %s, %s, %s, %s, %s::text[], %s::bigint[], %s::uuid[], "
        "%s::bytea[], %s::text[], %s::smallint[], %s::bigint[], %s::bytea[])",
        [
            seal.number, seal.sealed_at, seal.previous, seal.public_key, signed.signature,
            seal.body().decode(), *_columns(new.leaves), *_columns(new.nodes),
        ],
    )  # fmt: skip


def _columns(rows: list[Any]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]


def _export_missing(own_key: bytes) -> None:
    folder = anchor_folder()
    last = folder.last()
    with connections[ALIAS].cursor() as cursor:
        if last is not None and read_seals(cursor, last.seal.number - 1, 1) != [last]:
            raise AnchorsDisagree(
                f"seal {last.seal.number} stands in the anchors, another or none in the books"
            )
        if last is None and (found := last_seal(cursor)) and found.seal.number > 1:
            log.warning("there were no anchors: every seal is exported again to %s", folder.path)
        trusted = {own_key, last.seal.public_key} if last else None
        number = last.seal.number if last else 0
        while missing := read_seals(cursor, number):
            for signed in missing:
                _require_own(signed, trusted)
            folder.append(missing)
            number = missing[-1].seal.number


def _require_own(signed: SignedSeal, trusted: set[bytes] | None) -> None:
    # A row slipped in behind our back must not leave the house as an anchor.
    if not signed.is_genuine() or (trusted and signed.seal.public_key not in trusted):
        raise AnchorsDisagree(f"seal {signed.seal.number} in the books was not signed here")
