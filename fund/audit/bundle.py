"""Writing an audit bundle into an empty folder: what, for which day, and the manifest last.

A bundle without its manifest is not one: whatever stops the writing leaves nothing that could be
taken for whole.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from fund.audit.iso21378 import BUNDLE_FORM, tables
from fund.audit.plain_accounting import OPENED_ON, Beancount, Hledger
from fund.audit.reading import Sealed, Snapshot, sealed_snapshot
from fund.audit.rows import Form, View
from fund.audit.tables import AccountTable, DocumentTable, Journal, TrialBalance
from fund.audit.texts import BOM, csv_row
from fund.seals import RECORD_TREES, fingerprint

# Under the name of the first form's manifest a verifier made for that form would call this one
# altered; so it finds none and says that it cannot check.
MANIFEST = "manifest-2.json"
VERIFIER = Path(__file__).with_name("verify_ledger.py")
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class BundleRefused(Exception):
    """The bundle is not written. The message says why and is for the operator."""


@dataclass(frozen=True)
class Wanted:
    """What is asked for. segment: a code, all when None.

    as_of: readable files show entries effective by that day. known_on: those known by the end of a
    day (JST), or up to an entry's number. The chain and the seals are whole in any case.
    """

    segment: str | None = None
    as_of: date | None = None
    known_on: date | int | None = None


class BundleFile:
    """A file of the bundle that counts and hashes what goes into it."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._digest, self._size = out, sha256(), 0

    def write(self, text: str) -> None:
        """Append a text."""
        self.write_octets(text.encode())

    def write_octets(self, octets: bytes) -> None:
        """Append octets."""
        self._out.write(octets)
        self._digest.update(octets)
        self._size += len(octets)

    def listed(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {"size": self._size, "sha256": self._digest.hexdigest()}


@dataclass
class BundleFolder:
    """The bundle's folder and the list of what was written."""

    root: Path
    files: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def file(self, path: str) -> Iterator[BundleFile]:
        """A new file to be written, listed when it is closed."""
        place = self.root / path
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with place.open("xb", buffering=1 << 20) as out:
            opened = BundleFile(out)
            yield opened
        self.files[path] = opened.listed()

    def put(self, path: str, octets: bytes) -> None:
        """Write a whole file; one written before stays."""
        if path not in self.files:
            with self.file(path) as out:
                out.write_octets(octets)

    def finish(self, **facts: Any) -> dict[str, Any]:
        """Write the manifest: the facts in the order given, then the files."""
        manifest = {"form": BUNDLE_FORM, **facts, "files": dict(sorted(self.files.items()))}
        text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        (self.root / MANIFEST).write_text(text, encoding="utf-8", newline="")
        return manifest


def write_bundle(root: Path, wanted: Wanted, now: datetime) -> dict[str, Any]:
    """Write the bundle; returns its manifest.

    Raises BundleRefused for a folder that is not empty or a wish that has no one meaning, and
    NothingSealed.
    """
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise BundleRefused(
            f"{root} は空のフォルダーではありません。新しいフォルダーを指定してください。"
        )
    if wanted.as_of and str(wanted.as_of) < OPENED_ON:
        raise BundleRefused(f"基準日は{OPENED_ON}以後の日を指定してください。")
    with sealed_snapshot() as snapshot:
        found = snapshot.segments(wanted.segment)
        if isinstance(wanted.known_on, int) and len(found) > 1:
            raise BundleRefused(
                "仕訳番号は勘定ごとに付きます。勘定（--segment）を指定してください。"
            )
        views = [_view(snapshot, sealed, wanted) for sealed in found]
        # Business facts of named companies: nobody else on this machine reads them, nor the folders
        # inside one that was there before and is open to others.
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = BundleFolder(root)
        segments = [
            _write_segment(folder, snapshot, sealed, view)
            for sealed, view in zip(found, views, strict=True)
        ]
        records = {tree: _write_records(folder, snapshot, tree) for tree in RECORD_TREES}
        _write_seals(folder, snapshot)
        folder.put(VERIFIER.name, VERIFIER.read_bytes())
        known_on = wanted.known_on
        return folder.finish(
            made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
            as_of=str(wanted.as_of) if wanted.as_of else None,
            known_on=known_on if isinstance(known_on, int | None) else str(known_on),
            seals=snapshot.seal.number,
            records=records,
            segments=segments,
        )


def _view(snapshot: Snapshot, sealed: Sealed, wanted: Wanted) -> View:
    at = sealed.at
    return View(
        at.segment, at.code, sealed.name, snapshot.accounts(at), wanted.as_of,
        _known_to(snapshot, sealed, wanted.known_on),
    )  # fmt: skip


def _write_segment(
    folder: BundleFolder, snapshot: Snapshot, sealed: Sealed, view: View
) -> dict[str, Any]:
    at = sealed.at
    with folder.file(f"{at.code}/accounts.ndjson") as out:
        for account in view.accounts:
            out.write(_compact(list(account)) + "\n")
    _write_entries(folder, snapshot, sealed, view)
    return {
        "number": at.segment, "code": at.code, "name": sealed.name, "folder": at.code,
        "entries": at.entries, "head": at.head.hex(), "known_to": view.known_to,
    }  # fmt: skip


def _known_to(snapshot: Snapshot, sealed: Sealed, known_on: date | int | None) -> int:
    if known_on is None:
        return sealed.at.entries
    if isinstance(known_on, date):
        return snapshot.known_on(sealed.at, known_on)
    if not 0 <= known_on <= sealed.at.entries:
        raise BundleRefused(f"封印された仕訳は1から{sealed.at.entries}までです。")
    return known_on


def forms_of(view: View) -> list[Form]:
    """Every readable file of a view."""
    return [
        AccountTable(view), Journal(view), TrialBalance(view), DocumentTable(), Beancount(view),
        Hledger(view), *tables(view),
    ]  # fmt: skip


def _write_entries(folder: BundleFolder, snapshot: Snapshot, sealed: Sealed, view: View) -> None:
    """The chain and every readable file, in one pass over the entries."""
    with ExitStack() as stack:
        chain = stack.enter_context(folder.file(f"{view.code}/chain.ndjson"))
        forms = [
            (form, stack.enter_context(folder.file(f"{view.code}/{form.path}")))
            for form in forms_of(view)
        ]
        for form, out in forms:
            out.write(form.begin())
        for entry in snapshot.entries(sealed.at):
            chain.write(_compact({"hash": entry.hash, "fields": entry.fields}) + "\n")
            if view.shows(entry):
                view.add(entry)
                for form, out in forms:
                    out.write(form.entry(entry))
        for form, out in forms:
            out.write(form.end())
    for draft, content in snapshot.drafts(sealed.at):
        folder.put(f"documents/{draft}.json", content)


def _write_records(folder: BundleFolder, snapshot: Snapshot, tree: str) -> int:
    count = 0
    with folder.file(f"records/{tree}.ndjson") as out:
        for fields in snapshot.records(tree):
            out.write(_compact(fields) + "\n")
            count += 1
    return count


def _write_seals(folder: BundleFolder, snapshot: Snapshot) -> None:
    keys: dict[bytes, int] = {}
    with folder.file("seals.ndjson") as out:
        for signed in snapshot.seals():
            out.write(signed.line() + "\n")
            keys.setdefault(signed.seal.public_key, signed.seal.number)
    write_keys(folder, keys)


def write_keys(folder: BundleFolder, keys: dict[bytes, int]) -> None:
    """Which keys signed, each with the first seal it signed."""
    with folder.file("keys.csv") as out:
        out.write(BOM + csv_row("公開鍵", "指紋", "最初の封印"))
        for key, first in keys.items():
            out.write(csv_row(key.hex(), fingerprint(key), first))
