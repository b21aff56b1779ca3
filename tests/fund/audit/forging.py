"""Somebody who alters a bundle, as coherently as he likes: with everything but an honest key.

`Forgery` holds the chain in memory. Each `mend_…` makes one more layer follow from the altered
chain: the hashes, the readable files (by the product's own writers), the seals, the manifest.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fund.audit.bundle import MANIFEST, forms_of
from fund.audit.rows import Account, ChainEntry, Head, Line, View
from fund.audit.texts import BOM, csv_row
from fund.netstrings import netstrings
from fund.proofs import leaf_hash, tree_of
from fund.seals import (
    NO_HASH,
    Seal,
    SealedSegment,
    SealedTree,
    SignedSeal,
    fingerprint,
    public_key_of,
)

Fields = list[str | None]
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
SEQ, PREVIOUS, EFFECTIVE, REVERSES = 1, 5, 9, 11
MEMO, FIRST_DEBIT, FIRST_CREDIT, FIRST_YEN = 16, 20, 21, 22


@dataclass
class Forgery:
    """A copy of a bundle and its chain; `entries` are the fields of each, from 0."""

    folder: Path
    code: str

    def __post_init__(self) -> None:
        lines = self.chain.read_text("utf-8").splitlines()
        self.stored = [json.loads(line)["hash"] for line in lines]
        self.entries: list[Fields] = [json.loads(line)["fields"] for line in lines]

    @property
    def chain(self) -> Path:
        """The file of the chain."""
        return self.folder / self.code / "chain.ndjson"

    @property
    def seals_file(self) -> Path:
        """The file of the seals."""
        return self.folder / "seals.ndjson"

    def write(self) -> "Forgery":
        """Write the chain as it stands, with the hashes as stored."""
        pairs = zip(self.stored, self.entries, strict=True)
        text = "".join(_compact({"hash": h, "fields": f}) + "\n" for h, f in pairs)
        self.chain.write_text(text, "utf-8", newline="")
        return self

    def renumber(self) -> "Forgery":
        """Numbers without a gap again."""
        for number, fields in enumerate(self.entries, start=1):
            fields[SEQ] = str(number)
        return self

    def mend_hashes(self) -> "Forgery":
        """Every hash follows from its fields and the hash before."""
        before, self.stored = NO_HASH.hex(), []
        for fields in self.entries:
            fields[PREVIOUS] = before
            before = hashlib.sha256(netstrings(*fields)).hexdigest()
            self.stored.append(before)
        return self.write()

    def chain_entries(self) -> list[ChainEntry]:
        """The chain as the product's writers take it."""
        known = {p.stem for p in (self.folder / "documents").glob("*")}
        found = []
        for stored, f in zip(self.stored, self.entries, strict=True):
            lines: Any = [f[n : n + 9] for n in range(18, len(f), 9)]
            head: Any = f[:18]
            kind = "draft" if f[14] in known else "evidence" if f[14] else ""
            found.append(
                ChainEntry(stored, Head(*head), tuple(Line(*line) for line in lines), kind)
            )
        return found

    def view(self, known_to: int | None = None) -> View:
        """The readable files' view of the chain as it stands."""
        rows = (self.folder / self.code / "accounts.ndjson").read_text("utf-8").splitlines()
        accounts = tuple(Account(*json.loads(row)) for row in rows)
        place = self.manifest()["segments"][0]
        upto = len(self.entries) if known_to is None else known_to
        return View(place["number"], self.code, place["name"], accounts, None, upto)

    def mend_papers(self, known_to: int | None = None) -> "Forgery":
        """Every readable file says what the altered chain says, up to a number or to the end."""
        view, entries = self.view(known_to), self.chain_entries()
        texts = {form: [form.begin()] for form in forms_of(view)}
        for entry in filter(view.shows, entries):
            view.add(entry)
            for form, text in texts.items():
                text.append(form.entry(entry))
        for form, text in texts.items():
            text.append(form.end())
            (self.folder / self.code / form.path).write_text("".join(text), "utf-8", newline="")
        return self

    def seals(self) -> list[SignedSeal]:
        """The seals in the bundle."""
        lines = self.seals_file.read_text("ascii").splitlines()
        return [SignedSeal.of_line(line) for line in lines]

    def records(self, tree: str) -> list[Fields]:
        """The records of a tree."""
        lines = (self.folder / "records" / f"{tree}.ndjson").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def change_records(self, tree: str, change: Callable[[list[Fields]], object]) -> "Forgery":
        """Change the records of a tree where they stand."""
        rows = self.records(tree)
        change(rows)
        text = "".join(_compact(row) + "\n" for row in rows)
        (self.folder / "records" / f"{tree}.ndjson").write_text(text, "utf-8", newline="")
        return self

    def mend_seals(
        self, key: Ed25519PrivateKey, kept: int = 0, later: timedelta = timedelta()
    ) -> "Forgery":
        """Seals after the first `kept` say what the altered chain and records say, under this key.

        later: they are made so much later.
        """
        seals = self.seals()
        previous = seals[kept - 1].seal.hash if kept else NO_HASH
        for n in range(kept, len(seals)):
            seal = self._resealed(seals[n].seal)
            at, public = seal.sealed_at + later, public_key_of(key)
            seal = replace(seal, previous=previous, public_key=public, sealed_at=at)
            seals[n], previous = SignedSeal(seal, key.sign(seal.body())), seal.hash
        self.seals_file.write_text("".join(s.line() + "\n" for s in seals), "ascii", newline="")
        keys: dict[bytes, int] = {}
        for signed in seals:
            keys.setdefault(signed.seal.public_key, signed.seal.number)
        rows = (csv_row(k.hex(), fingerprint(k), n) for k, n in keys.items())
        text = BOM + csv_row("公開鍵", "指紋", "最初の封印") + "".join(rows)
        (self.folder / "keys.csv").write_text(text, "utf-8", newline="")
        return self

    def _resealed(self, seal: Seal) -> Seal:
        segments = tuple(
            self._sealed(found) if found.code == self.code else found for found in seal.segments
        )
        return replace(seal, segments=segments, trees=tuple(map(self._grown, seal.trees)))

    def _grown(self, found: SealedTree) -> SealedTree:
        rows = self.records(found.name)[: found.leaves]
        root = tree_of(leaf_hash(netstrings(*row)) for row in rows).root()
        return replace(found, leaves=len(rows), root=root)

    def _sealed(self, found: SealedSegment) -> SealedSegment:
        count = min(found.entries, len(self.entries))
        view = self.view()
        for entry in self.chain_entries()[:count]:
            view.add(entry)
        rows = [
            (a.book, a.code, s.debits_yen, s.credits_yen)
            for a, s in view.balances()
            if s.debits_yen or s.credits_yen
        ]
        text = b"".join(netstrings(*row) for row in sorted(rows))
        return replace(
            found,
            entries=count,
            head=bytes.fromhex(self.stored[count - 1]) if count else NO_HASH,
            root=tree_of(leaf_hash(netstrings(*f)) for f in self.entries[:count]).root(),
            balances=hashlib.sha256(text).digest(),
        )

    def manifest(self) -> dict[str, Any]:
        """The manifest as it stands."""
        found: dict[str, Any] = json.loads((self.folder / MANIFEST).read_text("utf-8"))
        return found

    def mend_manifest(self, **changes: Any) -> "Forgery":
        """The manifest lists the files as they are, and the chain's length and head."""
        found = {**self.manifest(), **changes}
        for path in (self.folder / "records").iterdir():
            found["records"][path.stem] = len(path.read_bytes().splitlines())
        found["segments"][0]["entries"] = found["segments"][0]["known_to"] = len(self.entries)
        found["segments"][0]["head"] = self.stored[-1]
        if self.seals_file.exists():
            found["seals"] = len(self.seals_file.read_bytes().splitlines())
        found["files"] = {
            path.relative_to(self.folder).as_posix(): {
                "size": path.stat().st_size,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            }
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.name != MANIFEST
        }
        found["files"] = dict(sorted(found["files"].items()))
        self.write_manifest(found)
        return self

    def write_manifest(self, found: Any) -> None:
        """Write the manifest in its form."""
        text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
        (self.folder / MANIFEST).write_text(text, "utf-8", newline="")

    def edit(self, path: str, change: Callable[[bytes], bytes]) -> "Forgery":
        """Change the octets of a file; it must really change."""
        place = self.folder / path
        before = place.read_bytes()
        after = change(before)
        assert after != before, "nothing was altered"
        place.write_bytes(after)
        return self
