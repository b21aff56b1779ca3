"""Seals: they follow one another, are signed, and what they cover is still what they covered."""

from collections.abc import Iterable, Iterator
from functools import partial
from hashlib import sha256
from itertools import chain, groupby, repeat
from pathlib import Path
from typing import Any

from django.conf import settings

from fund.anchors import AnchorFolder, AnchorsDisagree
from fund.checks.registry import INSTALLATION, Books, Finding, invariant
from fund.netstrings import netstrings
from fund.proofs import GrowingTree, leaf_hash
from fund.seals import NO_HASH, RECORD_TREES, NotASeal, Seal, SealedSegment, SignedSeal
from fund.trees import sealed_records

_fault = partial(Finding, None, None, None)
_CHUNK = 2_000


@invariant("封印は欠番なく連なり、署名は正しい", INSTALLATION)
def seals_are_good(books: Books) -> Iterable[Finding]:
    """Numbers run from 1, each seal names the hash of the one before, its key signed it.

    A tree of records may join, and none that was sealed is left out.
    """
    previous, trees = NO_HASH, set[str]()
    for number, (found, body, signature) in enumerate(_stored(books), start=1):
        try:
            seal = Seal.read(body.encode())
        except NotASeal as error:
            yield _fault(f"seal {found} is none: {error}")
            return
        if (found, seal.number, seal.previous) != (number, number, previous):
            yield _fault(f"seal {found} does not follow seal {number - 1}")
            return
        if not SignedSeal(seal, bytes(signature)).is_genuine():
            yield _fault(f"seal {found} is not signed by its key")
        if missing := trees - {tree.name for tree in seal.trees}:
            yield _fault(f"seal {found} leaves out {', '.join(sorted(missing))}")
        previous, trees = seal.hash, {tree.name for tree in seal.trees}


@invariant("封印された仕訳は封印の時のままである", INSTALLATION)
def sealed_entries_stand(books: Books) -> Iterable[Finding]:
    """Head, root and balances of every seal are those of the entries as they stand."""
    due = {segment: _by_count(sealed) for segment, sealed in _sealed(books).items()}
    stream = books.stream(
        "SELECT s.segment_id, t.seq, t.hash, sha256('\\x00'::bytea || convert_to(t.body, 'UTF8')), "
        "ARRAY(SELECT ARRAY[p.book, p.dr_account, p.cr_account, p.amount::text] "
        "FROM ledger.posting p WHERE p.segment_id = s.segment_id AND p.seq = t.seq) "
        "FROM ledger.segment s CROSS JOIN LATERAL ledger.hashed_texts(s.segment_id, 1, %(most)s) t "
        "WHERE s.segment_id = ANY(%(segments)s) ORDER BY s.segment_id, t.seq",
        most=2**62,
    )
    for segment, rows in groupby(stream, key=lambda row: row[0]):
        yield from _faults_of_entries(books.segments[segment], due.pop(segment), rows)
    for segment, sealed in due.items():
        yield from _faults_of_entries(books.segments[segment], sealed, ())


def _faults_of_entries(
    code: str, due: dict[int, set[tuple[bytes, ...]]], rows: Iterable[tuple[Any, ...]]
) -> Iterator[Finding]:
    tree, balances = GrowingTree(), _Balances()
    for _, seq, head, leaf, lines in chain([(None, 0, NO_HASH, None, ())], rows):
        if seq:
            tree.append(bytes(leaf))
        balances.move(lines)
        wanted = due.get(seq)
        if wanted and wanted != {(bytes(head), tree.root(), balances.digest())}:
            yield Finding(code, seq, None, "this, one before or the balances are not as sealed")
            return
    if (most := max(due, default=0)) > tree.size:
        yield Finding(code, tree.size + 1, None, f"{most} were sealed")


class _Balances:
    """The sums of all lines so far, and the digest of them that a seal has."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, str], list[int]] = {}
        self._texts: dict[tuple[str, str], bytes] = {}

    def move(self, lines: Iterable[tuple[str, str, str, str]]) -> None:
        """Add lines: book, account debited, account credited, amount."""
        for book, debit, credit, amount in lines:
            for side, code in enumerate((debit, credit)):
                self._sums.setdefault((book, code), [0, 0])[side] += int(amount)
                self._texts.pop((book, code), None)

    def digest(self) -> bytes:
        """SHA-256 over every account that was ever moved: book, code, debits, credits."""
        for account in self._sums.keys() - self._texts.keys():
            self._texts[account] = netstrings(*account, *self._sums[account])
        return sha256(b"".join(self._texts[account] for account in sorted(self._texts))).digest()


@invariant("勘定のコードと勘定科目表は封印の時のままである", INSTALLATION)
def account_table_as_sealed(books: Books) -> Iterable[Finding]:
    """Every seal has the segment's code, and the accounts it counted are the table's first ones."""
    rows = books.rows(
        "SELECT segment_id, book, code, name, kind, normal_side, bound, is_group::int, "
        "parent_code, grant_ref, party, ledger.micros(opened_at) FROM ledger.account "
        "WHERE segment_id = ANY(%(segments)s) ORDER BY segment_id, id"
    )
    tables = {segment: list(group) for segment, group in groupby(rows, key=lambda row: row[0])}
    for segment, sealed in _sealed(books).items():
        for code in {seal.code for seal in sealed} - {books.segments[segment]}:
            yield Finding(books.segments[segment], None, None, f"was sealed as {code}")
        digest, count = sha256(), 0
        for seal in sorted(sealed, key=lambda s: s.accounts):
            for _, *fields in tables.get(segment, [])[count : seal.accounts]:
                digest.update(netstrings(*fields))
            count = seal.accounts
            if digest.digest() != seal.account_table:
                what = f"the first {count} accounts are not what was sealed"
                yield Finding(books.segments[segment], None, None, what)
                break


@invariant("封印された行為・承認・証拠・失効の記録は封印の時のままである", INSTALLATION)
def sealed_records_stand(books: Books) -> Iterable[Finding]:
    """Every leaf is the hash of its row, and every seal's root that of its leaves.

    After the first leaf of a form none of an earlier form follows.
    """
    roots: dict[str, dict[int, bytes]] = {name: {} for name in RECORD_TREES}
    for seal in _seals(books):
        for sealed in seal.trees:
            roots.setdefault(sealed.name, {})[sealed.leaves] = sealed.root
    reached = dict.fromkeys(RECORD_TREES, 0)
    stream = books.stream(sealed_records(*RECORD_TREES))
    for name, rows in groupby(stream, key=lambda row: row[0]):
        tree = GrowingTree()
        yield from faults_of_tree(name, tree, roots[name], rows)
        reached[name] = tree.size
    for name, size in reached.items():
        if size < (most := max(roots[name], default=0)):
            yield _fault(f"{name}: {most} leaves were sealed, {size} stand")


def faults_of_tree(
    name: str, tree: GrowingTree, roots: dict[int, bytes], rows: Iterable[tuple[Any, ...]]
) -> Iterator[Finding]:
    """What is wrong with a tree's leaves in order; roots: what seals say after so many."""
    newest = ""
    for _, number, kept, row_id, (form, *fields) in rows:
        leaf = leaf_hash(netstrings(form, *fields)) if row_id else b""
        if number != tree.size + 1 or leaf != bytes(kept):
            yield _fault(f"{name} {row_id or 'gone'} is not what was sealed as leaf {number}")
        if row_id and form < newest:
            yield _fault(f"{name} {row_id} is of a form that was given up: {form}")
        newest = max(newest, form)
        tree.append(bytes(kept))
        if number in roots and roots[number] != tree.root():
            yield _fault(f"{name}: the first {tree.size} leaves are not what was sealed")
            roots = {}


@invariant("一日を超えて封印されない仕訳・行為はない", INSTALLATION)
def no_day_without_a_seal(books: Books) -> Iterable[Finding]:
    """What was recorded more than a day ago stands in a seal."""
    last = _last_seal(books)
    for segment in books.segments:
        sealed = last.of_segment(segment) if last else None
        yield from books.find(
            "SELECT segment_id, min(seq), NULL, 'is not sealed after a day' FROM ledger.entry "
            "WHERE segment_id = %(one)s AND seq > %(sealed)s "
            "AND recorded_at < clock_timestamp() - interval '1 day' GROUP BY 1",
            one=segment, sealed=sealed.entries if sealed else 0,
        )  # fmt: skip
    yield from books.find(
        "SELECT NULL::int, NULL::bigint, NULL, 'act ' || r.id || ' is not sealed after a day' "
        "FROM workflow_actrecord r WHERE r.recorded_at < clock_timestamp() - interval '1 day' "
        "AND NOT EXISTS (SELECT FROM ledger.seal_leaf l WHERE (l.tree, l.row_id) = ('act', r.id)) "
        "ORDER BY r.number"
    )


@invariant("外部控えの封印は台帳の封印と一致する", INSTALLATION)
def anchors_are_the_seals(books: Books) -> Iterable[Finding]:
    """Every anchor kept on this machine is the stored seal of its number."""
    anchors = AnchorFolder(Path(settings.VAR) / "anchors").read()
    stored: Iterator[Any] = chain(_stored(books), repeat(None))
    try:
        for number, (anchor, row) in enumerate(zip(anchors, stored, strict=False), start=1):
            wanted = (number, anchor.seal.body().decode(), anchor.signature)
            if row is None or wanted != (row[0], row[1], bytes(row[2])):
                yield _fault(
                    f"seal {anchor.seal.number} of the anchors is not the one in the books"
                )
                return
    except (AnchorsDisagree, OSError) as error:
        yield _fault(str(error))


def _stored(books: Books) -> Iterator[tuple[int, str, Any]]:
    number = 0
    while rows := books.rows(
        "SELECT number, body, signature FROM ledger.seal WHERE number > %(after)s "
        "ORDER BY number LIMIT %(chunk)s",
        after=number,
        chunk=_CHUNK,
    ):
        yield from ((number, body, signature) for number, body, signature in rows)
        number = rows[-1][0]


def _seals(books: Books) -> Iterator[Seal]:
    """The seals that can be read; one that cannot is told by `seals_are_good`."""
    for _, body, _ in _stored(books):
        try:
            yield Seal.read(body.encode())
        except NotASeal:
            return


def _last_seal(books: Books) -> Seal | None:
    rows = books.rows("SELECT body FROM ledger.seal ORDER BY number DESC LIMIT 1")
    try:
        return Seal.read(rows[0][0].encode()) if rows else None
    except NotASeal:
        return None


def _by_count(sealed: set[SealedSegment]) -> dict[int, set[tuple[bytes, ...]]]:
    found: dict[int, set[tuple[bytes, ...]]] = {}
    for seal in sealed:
        found.setdefault(seal.entries, set()).add((seal.head, seal.root, seal.balances))
    return found


def _sealed(books: Books) -> dict[int, set[SealedSegment]]:
    """What all seals say of the segments examined, by segment, each saying once."""
    found: dict[int, set[SealedSegment]] = {segment: set() for segment in books.segments}
    for seal in _seals(books):
        for sealed in seal.segments:
            if sealed.segment in found:
                found[sealed.segment].add(sealed)
    return found
