"""The trees under the seals, read from the database: leaves as they are stored now, kept nodes.

The leaves of a 勘定 are its entries in their order. Act records, approvals, evidence and lapses
have no gapless number: a row becomes a leaf when no transaction older than it can still commit.
"""

from collections.abc import Iterator
from typing import Any, Protocol
from uuid import UUID

from fund.netstrings import netstrings
from fund.proofs import leaf_hash, node_hash, root_of

# Nodes are kept from this level on; below it a subtree is reckoned from its 2^level leaves.
KEPT_LEVEL = 8
_CHUNK = 5_000


class Cursor(Protocol):
    """What is needed of a database cursor."""

    def execute(self, sql: str, params: Any = None) -> Any:
        """Run one statement."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows that are left."""


class ChainBroken(Exception):
    """What is stored does not recompute: it is not sealed. The message says where."""


_HEX = "encode({}, 'hex')"
_MICROS = "ledger.micros({})"


def _leaf(form: str, *columns: str) -> str:
    """SQL of a leaf's fields as texts: the form's name, and columns of a row r."""
    return f"ARRAY['{form}', {', '.join(f'{column}::text' for column in columns)}]"


_APPROVAL = (
    "r.id", "r.draft_id", "r.stage", "r.drafter_id", "r.approver_id", "r.role", "r.outcome",
    _HEX.format("r.content_sha"), "r.reason", _MICROS.format("r.decided_at"),
)  # fmt: skip
# Tree → (table, its leaf, order among those not yet sealed). An approval that says how many stages
# its route has is of the second form; after the first of these none of the first form follows.
_RECORDS = {
    "act": (
        "workflow_actrecord",
        _leaf(
            "NACT1", "r.number", _MICROS.format("r.recorded_at"), "r.id", "r.act", "r.key",
            _HEX.format("r.payload_sha"), _MICROS.format("r.acted_at"), "r.subject_type",
            "r.subject_id", "r.organisation_id", "r.source", "r.target", "r.actor_id", "r.reason",
            "r.facts",
        ),
        "r.number",
    ),
    "approval": (
        "workflow_approval",
        f"CASE WHEN r.stage_count IS NULL THEN {_leaf('NAPP1', *_APPROVAL)} "
        f"ELSE {_leaf('NAPP2', *_APPROVAL, 'r.stage_count', 'r.principal_id')} END",
        "r.stage_count IS NOT NULL, r.decided_at, r.id",
    ),
    "evidence": (
        "workflow_evidence",
        _leaf(
            "NEVI1", "r.id", "r.organisation_id", "r.subject_type", "r.subject_id", "r.media_type",
            "r.size", _HEX.format("r.sha256"), "r.blob", "r.uploaded_by_id",
            _MICROS.format("r.uploaded_at"),
        ),
        "r.uploaded_at, r.id",
    ),
    "lapse": (
        "workflow_approvallapse",
        _leaf(
            "NLAP1", "r.id", "r.approval_id", "r.cause", "r.after_effect", "r.reason",
            "r.lapsed_by_id", _MICROS.format("r.lapsed_at"),
        ),
        "r.lapsed_at, r.id",
    ),
}  # fmt: skip


def entry_tree(segment: int) -> str:
    """The name of a 勘定's tree in the kept nodes."""
    return f"entry:{segment}"


def entry_leaves(
    cursor: Cursor, segment: int, first: int, last: int, before: bytes | None = None
) -> Iterator[bytes]:
    """The leaf hashes of entries first … last, each shown to follow from its columns and chain.

    before: the hash the first one must link to, where it is known. Raises ChainBroken at the first
    entry that does not recompute.
    """
    expected = first
    for start in range(first, last + 1, _CHUNK):
        cursor.execute(
            "SELECT seq, leaf, hash, prev_hash, recomputes FROM ledger.leaf_hashes(%s, %s, %s)",
            [segment, start, min(start + _CHUNK - 1, last)],
        )
        for seq, leaf, found, previous, recomputes in cursor.fetchall():
            if seq != expected or not recomputes or before not in (None, bytes(previous)):
                raise ChainBroken(
                    f"勘定 {segment}: 仕訳第{expected}号が再計算したハッシュと一致しません。"
                )
            expected, before = expected + 1, bytes(found)
            yield bytes(leaf)
    if expected != last + 1:
        raise ChainBroken(f"勘定 {segment}: 仕訳第{expected}号がありません。")


def entry_text(cursor: Cursor, segment: int, seq: int) -> bytes:
    """The hashed bytes of one entry."""
    cursor.execute("SELECT body FROM ledger.hashed_texts(%s, %s, %s)", [segment, seq, seq])
    row = cursor.fetchone()
    if row is None:
        raise ChainBroken(f"勘定 {segment}: 仕訳第{seq}号がありません。")
    return str(row[0]).encode()


def new_records(cursor: Cursor, tree: str) -> list[tuple[UUID, bytes]]:
    """Rows that are in no seal yet and that none can get in front of any more: (id, leaf hash).

    Below the horizon every transaction has ended: a row drawn early and committed late is taken
    by a later seal, never passed over, as it would be by "number > the last one sealed".
    """
    table, leaf, order = _RECORDS[tree]
    sql = f"""SELECT r.id, {leaf} FROM {table} r
        WHERE r.xact < pg_snapshot_xmin(pg_current_snapshot())
          AND NOT EXISTS (SELECT FROM ledger.seal_leaf l WHERE l.tree = %s AND l.row_id = r.id)
        ORDER BY {order}"""  # noqa: S608  # names from the table above
    cursor.execute(sql, [tree])
    return [(row_id, leaf_hash(netstrings(*fields))) for row_id, fields in cursor.fetchall()]


def sealed_records(*trees: str) -> str:
    """SQL of trees' leaves in order: tree, number, kept hash, row id, fields; no id: row gone.

    The fields are texts, the form's name first, as they are hashed.
    """
    parts = (
        f"""SELECT l.tree, l.leaf_no, l.hash, r.id, {_RECORDS[tree][1]} FROM ledger.seal_leaf l
        LEFT JOIN {_RECORDS[tree][0]} r ON r.id = l.row_id WHERE l.tree = '{tree}'"""  # noqa: S608
        for tree in trees
    )
    return " UNION ALL ".join(parts) + " ORDER BY 1, 2"


def complete_node(cursor: Cursor, tree: str, level: int, place: int) -> bytes:
    """The hash of a complete subtree: kept, or reckoned from its leaves."""
    if level >= KEPT_LEVEL:
        cursor.execute(
            "SELECT hash FROM ledger.tree_node WHERE (tree, level, place) = (%s, %s, %s)",
            [tree, level, place],
        )
        row = cursor.fetchone()
        if row is None:
            raise ChainBroken(f"{tree}: 節 {level}/{place} がありません。")
        return bytes(row[0])
    leaves = _leaves(cursor, tree, place << level, 1 << level)
    while len(leaves) > 1:
        leaves = [node_hash(leaves[n], leaves[n + 1]) for n in range(0, len(leaves), 2)]
    return leaves[0]


def tree_root(cursor: Cursor, tree: str, size: int, start: int = 0) -> bytes:
    """The root over the leaves start … start + size - 1, counted from 0."""
    return root_of(start, size, lambda level, place: complete_node(cursor, tree, level, place))


def _leaves(cursor: Cursor, tree: str, start: int, count: int) -> list[bytes]:
    kind, _, segment = tree.partition(":")
    if kind == "entry":
        return list(entry_leaves(cursor, int(segment), start + 1, start + count))
    cursor.execute(
        "SELECT hash FROM ledger.seal_leaf WHERE tree = %s AND leaf_no BETWEEN %s AND %s "
        "ORDER BY leaf_no",
        [tree, start + 1, start + count],
    )
    found = [bytes(row[0]) for row in cursor.fetchall()]
    if len(found) != count:
        raise ChainBroken(f"{tree}: {start}件目より後の葉が足りません。")
    return found
