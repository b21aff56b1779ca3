"""A bundle of any size, made without a database: for measuring the verifier at a million entries.

Everything is as in a real one: chain, seals, an act record for each entry, all readable files.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fund.audit.bundle import VERIFIER, BundleFolder, forms_of, write_keys
from fund.audit.rows import Account, ChainEntry, Head, Line, View
from fund.chart import CHART
from fund.netstrings import netstrings
from fund.proofs import EMPTY_ROOT, GrowingTree, leaf_hash
from fund.seals import NO_HASH, Seal, SealedSegment, SealedTree, SignedSeal, micros, public_key_of

BEGIN = datetime(2024, 4, 1, 0, 0, tzinfo=UTC)
CODE, SEGMENT, GRANTS, SEALED_EVERY = "LARGE", 1, 100, 3_000
CLERK, CHIEF = str(UUID(int=1)), str(UUID(int=2))
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def accounts() -> tuple[Account, ...]:
    """The chart, and four accounts for each grant."""
    opened = str(micros(BEGIN))
    found = [
        Account(a.book, a.code, a.name, a.kind, a.side, a.bound, str(int(a.is_group)), None, None,
                None, opened)
        for a in CHART
    ]  # fmt: skip
    for n in range(GRANTS):
        found += [
            Account("B", f"{group}:G2024-{n:04}", f"交付決定 G2024-{n:04}", "B", "C", "C", "0",
                    group, str(UUID(int=n)), str(UUID(int=1000 + n)), opened)
            for group in ("B300", "B310", "B400", "B500")
        ]  # fmt: skip
    return tuple(found)


@dataclass
class LargeBooks:
    """Entries one after the other, each chained to the one before."""

    count: int
    seq: int = 0
    head: str = NO_HASH.hex()
    tree: GrowingTree = field(default_factory=lambda: GrowingTree(0, []))
    acts: GrowingTree = field(default_factory=lambda: GrowingTree(0, []))

    def entries(self) -> Iterator[ChainEntry]:
        """An endowment, a decision for each grant, then payments; every fiftieth is reversed."""
        yield self._entry("ENDOWMENT", Line("1", "P", "1101", "2151", str(10**12), *_NONE),
                          Line("2", "B", "B100", "B200", str(10**12), *_NONE))  # fmt: skip
        for n in range(min(GRANTS, self.count - 1)):
            yield self._entry("GRANT_DECISION", _line(1, "B", "B200", _of("B300", n), 10**9, n))
        while self.seq < self.count:
            n = self.seq % GRANTS
            paid = self._payment(n, 1 + self.seq % 7_919)
            yield paid
            if self.seq % 50 == 0 and self.seq < self.count:
                yield self._mirror(paid)

    def _payment(self, n: int, yen: int) -> ChainEntry:
        return self._entry(
            "ADVANCE_PAYMENT",
            _line(1, "P", "1121", "1101", yen, n),
            _line(2, "B", _of("B300", n), _of("B310", n), yen, n),
        )

    def _mirror(self, target: ChainEntry) -> ChainEntry:
        lines = (
            line._replace(line=str(n), debit=line.credit, credit=line.debit)
            for n, line in enumerate(reversed(target.lines), start=1)
        )
        return self._entry("REVERSAL", *lines, reverses=target.head)

    def _entry(self, event: str, *lines: Line, reverses: Head | None = None) -> ChainEntry:
        self.seq += 1
        at = BEGIN + timedelta(seconds=30 * self.seq * 1_000_000 // self.count)
        on = at.date()
        head = Head(
            "NLEDG1", str(self.seq), str(UUID(int=self.seq)), str(micros(at)),
            str((on.year - (on.month < 4)) * 100 + (on.month - 4) % 12 + 1), self.head,
            str(SEGMENT), f"payment:{self.seq}", event, str(on),
            reverses.effective_on if reverses else None, reverses.seq if reverses else None,
            CLERK, CHIEF, None, None, f"概算払 第{self.seq}回 設備費の一部", str(len(lines)),
        )  # fmt: skip
        entry = ChainEntry("", head, lines)
        body = netstrings(*entry.fields)
        self.head = hashlib.sha256(body).hexdigest()
        self.tree.append(leaf_hash(body))
        return ChainEntry(self.head, head, lines)

    def act(self) -> list[str | None]:
        """The record of the act behind the newest entry."""
        fields: list[str | None] = [
            "NACT1", str(self.seq), str(micros(BEGIN)), str(UUID(int=self.seq)), "confirm_payment",
            f"payment:{self.seq}", "0" * 64, str(micros(BEGIN)), "payment", str(UUID(int=self.seq)),
            str(UUID(int=7)), "FILE_SENT", "CONFIRMED", CLERK, "", '{"amount_yen": 7919}',
        ]  # fmt: skip
        self.acts.append(leaf_hash(netstrings(*fields)))
        return fields


_NONE = (None, "2024", None, None)


def _of(group: str, n: int) -> str:
    return f"{group}:G2024-{n:04}"


def _line(line: int, book: str, debit: str, credit: str, yen: int, n: int) -> Line:
    grant, party = str(UUID(int=n)), str(UUID(int=1000 + n))
    return Line(str(line), book, debit, credit, str(yen), grant, "2024", "設備費", party)


def write_large_bundle(root: Path, count: int, key: Ed25519PrivateKey) -> None:
    """Write a bundle of so many entries into a new folder."""
    root.mkdir()
    folder, books = BundleFolder(root), LargeBooks(count)
    view = View(SEGMENT, CODE, "大きな勘定", accounts(), None, count)
    with folder.file(f"{CODE}/accounts.ndjson") as out:
        for account in view.accounts:
            out.write(_compact(list(account)) + "\n")
    seals = _write_entries(folder, books, view, key)
    for name in ("approval", "evidence", "lapse"):
        folder.put(f"records/{name}.ndjson", b"")
    with folder.file("seals.ndjson") as out:
        for signed in seals:
            out.write(signed.line() + "\n")
    write_keys(folder, {public_key_of(key): 1})
    folder.put(VERIFIER.name, VERIFIER.read_bytes())
    place = {
        "number": SEGMENT, "code": CODE, "name": view.name, "folder": CODE, "entries": count,
        "head": books.head, "known_to": count,
    }  # fmt: skip
    folder.finish(
        made_at=BEGIN.isoformat(timespec="seconds"), as_of=None, known_on=None, seals=len(seals),
        records={"act": count, "approval": 0, "evidence": 0, "lapse": 0}, segments=[place],
    )  # fmt: skip


def _write_entries(
    folder: BundleFolder, books: LargeBooks, view: View, key: Ed25519PrivateKey
) -> list[SignedSeal]:
    seals: list[SignedSeal] = []
    with ExitStack() as stack:
        chain = stack.enter_context(folder.file(f"{CODE}/chain.ndjson"))
        acts = stack.enter_context(folder.file("records/act.ndjson"))
        forms = [(f, stack.enter_context(folder.file(f"{CODE}/{f.path}"))) for f in forms_of(view)]
        for form, out in forms:
            out.write(form.begin())
        for entry in books.entries():
            chain.write(_compact({"hash": entry.hash, "fields": entry.fields}) + "\n")
            acts.write(_compact(books.act()) + "\n")
            view.add(entry)
            for form, out in forms:
                out.write(form.entry(entry))
            if books.seq % SEALED_EVERY == 0 or books.seq == books.count:
                seals.append(_sealed(books, view, seals[-1].seal if seals else None, key))
        for form, out in forms:
            out.write(form.end())
    return seals


def _sealed(books: LargeBooks, view: View, last: Seal | None, key: Ed25519PrivateKey) -> SignedSeal:
    table = hashlib.sha256(b"".join(netstrings(*a) for a in view.accounts)).digest()
    moved = sorted(
        (a.book, a.code, s.debits_yen, s.credits_yen)
        for a, s in view.balances()
        if s.debits_yen or s.credits_yen
    )
    digest = hashlib.sha256(b"".join(netstrings(*row) for row in moved)).digest()
    segment = SealedSegment(
        SEGMENT, CODE, books.seq, bytes.fromhex(books.head), books.tree.root(), digest,
        len(view.accounts), table,
    )  # fmt: skip
    trees = (
        SealedTree("act", books.seq, books.acts.root()),
        SealedTree("approval", 0, EMPTY_ROOT),
        SealedTree("evidence", 0, EMPTY_ROOT),
        SealedTree("lapse", 0, EMPTY_ROOT),
    )
    number = last.number + 1 if last else 1
    at = BEGIN + timedelta(days=365, minutes=5 * number)
    seal = Seal(number, at, public_key_of(key), last.hash if last else NO_HASH, (segment,), trees)
    return SignedSeal(seal, key.sign(seal.body()))
