"""The evidence vault: files that are ciphertext from their first byte on disk.

Each file is sealed under a data key of its own (``workflow.sealing``). That key is wrapped by a
key-encryption key and the wrap is kept in the document's row only, never in the file. Rotation is
then a change of rows, a leaked retired key opens no file whose row has been re-wrapped, and
deleting the wrap destroys the document although copies of the file remain. The cost: a file without
its row cannot be read (the document id, needed to authenticate it, would be missing anyway).

A finished file lies at ``<root>/xx/<SHA-256 of the whole ciphertext>``, so that a changed or
missing file is found by its own name. Unfinished files lie in ``<root>/unfinished``.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from workflow.keyring import KeyMissing, Keyring, VaultError
from workflow.sealing import (
    UNFINISHED,
    Damaged,
    Label,
    SealedBlob,
    Sealer,
    open_sealed,
    private_directory,
)

__all__ = [
    "BlobMissing",
    "Damaged",
    "KeyMissing",
    "Keyring",
    "Label",
    "SealedBlob",
    "Sealer",
    "Vault",
    "VaultError",
]

BLOB_PATH = re.compile(r"([0-9a-f]{2})/\1[0-9a-f]{62}")


class BlobMissing(VaultError):
    """The vault has no file under this name."""


class Vault:
    """A directory of sealed files and the keys that open them."""

    def __init__(self, root: Path, keyring: Keyring) -> None:
        self.root = root
        self.keyring = keyring

    def new_sealer(self, label: Label) -> Sealer:
        """Begin a file for this document and version, under a data key never used before."""
        return Sealer(private_directory(self.root), self.keyring, label)

    def read(self, blob: SealedBlob) -> Iterator[bytes]:
        """Decrypt in pieces of at most 1 MiB, each authenticated before it is yielded.

        The last piece is held back until digest and size of the whole agree with the row. Raises
        BlobMissing and KeyMissing at once, Damaged at the piece that does not open.
        """
        place = self._place(blob.path)
        if not place.is_file():
            raise BlobMissing(f"no file {blob.path}")
        dek = self.keyring.unwrap(blob.kek_id, blob.wrapped_dek, blob.label.to_bytes())
        return open_sealed(place, dek, blob)

    def read_whole(self, blob: SealedBlob) -> bytes:
        """The whole plaintext, verified before a byte is handed out; for files of modest size."""
        return b"".join(self.read(blob))

    def rewrap(self, blob: SealedBlob) -> SealedBlob:
        """The same file with its data key under the active KEK; the file is not touched."""
        binding = blob.label.to_bytes()
        dek = self.keyring.unwrap(blob.kek_id, blob.wrapped_dek, binding)
        kek_id, wrapped_dek = self.keyring.wrap(dek, binding)
        return replace(blob, kek_id=kek_id, wrapped_dek=wrapped_dek)

    def is_intact(self, path: str) -> bool:
        """Whether the file is there and still has the SHA-256 that it is named by. No key needed.

        For the nightly check and for auditors, who hold no key.
        """
        place = self._place(path)
        if not place.is_file():
            return False
        with place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == place.name

    def files(self) -> Iterator[tuple[str, datetime]]:
        """Every published file with the time it was written (UTC), to be compared with the rows."""
        for place in sorted(self.root.glob("[0-9a-f][0-9a-f]/*")):
            written_at = datetime.fromtimestamp(place.stat().st_mtime, UTC)
            yield place.relative_to(self.root).as_posix(), written_at

    def remove(self, path: str) -> None:
        """Remove a published file (a disposal, or an orphan); that it is gone already is fine."""
        place = self._place(path)
        place.unlink(missing_ok=True)

    def sweep_unfinished(self, before: datetime) -> int:
        """Remove unfinished files last written before this moment; returns how many.

        They are what killed processes leave behind: ciphertext whose key died with the process.
        """
        swept = 0
        for place in (self.root / UNFINISHED).glob("*"):
            if datetime.fromtimestamp(place.stat().st_mtime, UTC) < before:
                place.unlink(missing_ok=True)
                swept += 1
        return swept

    def _place(self, path: str) -> Path:
        if not BLOB_PATH.fullmatch(path):
            raise ValueError("not a path of this vault")
        return self.root / path
