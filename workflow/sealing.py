"""The format of an encrypted file: how it is written as bytes arrive, how it is opened.

AES-256-GCM in chunks of 1 MiB under a data key (DEK) of the file's own. Nonce: 7 random bytes,
4-byte counter, 1-byte "last" flag. Each chunk is bound to the document's id and version and to the
file's header, so that a chunk cut off, moved, changed or taken from another document does not open.
"""

import hashlib
import os
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workflow.keyring import Keyring, VaultError

CHUNK_BYTES = 1 << 20
TAG_BYTES = 16
PREFIX_BYTES = 7
CHUNKS_MAX = 1 << 32
MAGIC = b"EVIDENCE"
FORMAT_VERSION = 1
HEADER = struct.Struct(f">8sHI{PREFIX_BYTES}s")
UNFINISHED = "unfinished"


class Damaged(VaultError):
    """The file is not, byte for byte, what was sealed under this document and version."""


@dataclass(frozen=True)
class Label:
    """What a file is sealed to: the document's id and its version (1, 2, …)."""

    document_id: UUID
    version: int = 1

    def __post_init__(self) -> None:
        assert 0 < self.version < 1 << 32

    @classmethod
    def new(cls) -> Self:
        """A label for the first version of a document that does not exist yet."""
        return cls(uuid4())

    def to_bytes(self) -> bytes:
        """Fixed length, hence unambiguous inside authenticated data."""
        return self.document_id.bytes + struct.pack(">I", self.version)


@dataclass(frozen=True)
class SealedBlob:
    """What the document's row must keep to read the file again.

    path: relative to the vault. sha256 (32 bytes) and size (in bytes): the plaintext's.
    wrapped_dek, kek_id: the file's key, encrypted by the key so named. The nonce prefix is in the
    file's header, which every chunk authenticates.
    """

    label: Label
    path: str
    sha256: bytes
    size: int
    wrapped_dek: bytes
    kek_id: str


class Sealer:
    """Encrypts one file as its bytes arrive.

    ``write`` … then ``finish``; or ``complete``, look at the file, and ``publish``. Whatever is
    not published is removed by ``abort`` or at the end of the ``with`` block.
    """

    def __init__(self, root: Path, keyring: Keyring, label: Label) -> None:
        self.blob: SealedBlob | None = None
        self._root, self._keyring, self._label = root, keyring, label
        self._dek = AESGCM.generate_key(256)
        self._prefix = os.urandom(PREFIX_BYTES)
        self._header = HEADER.pack(MAGIC, FORMAT_VERSION, CHUNK_BYTES, self._prefix)
        self._aead = AESGCM(self._dek)
        self._pending = bytearray()
        self._counter = 0
        self._plain, self._cipher = hashlib.sha256(), hashlib.sha256()
        self.size = 0
        self._published = False
        descriptor, name = tempfile.mkstemp(dir=private_directory(root / UNFINISHED))
        self._file: BinaryIO = os.fdopen(descriptor, "wb")
        self.unfinished = Path(name)
        self._put(self._header)

    def write(self, data: bytes) -> None:
        """Take the next bytes of the plaintext; they reach the disk encrypted or not at all."""
        assert self.blob is None, "the file is complete"
        self._plain.update(data)
        self.size += len(data)
        self._pending += data
        # A full chunk waits until more follows: only then is it known not to be the last.
        while len(self._pending) > CHUNK_BYTES:
            self._seal_chunk(bytes(self._pending[:CHUNK_BYTES]), last=False)
            del self._pending[:CHUNK_BYTES]

    def complete(self) -> SealedBlob:
        """Write the last chunk and make the file durable; it is not yet visible in the vault."""
        self._seal_chunk(bytes(self._pending), last=True)
        self._pending.clear()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        kek_id, wrapped_dek = self._keyring.wrap(self._dek, self._label.to_bytes())
        name = self._cipher.hexdigest()
        self.blob = SealedBlob(
            label=self._label,
            path=f"{name[:2]}/{name}",
            sha256=self._plain.digest(),
            size=self.size,
            wrapped_dek=wrapped_dek,
            kek_id=kek_id,
        )
        return self.blob

    def publish(self) -> SealedBlob:
        """Move the completed file to its place in one step. Once is enough; twice is harmless."""
        assert self.blob is not None, "complete() comes first"
        if not self._published:
            target = self._root / self.blob.path
            private_directory(target.parent)
            os.replace(self.unfinished, target)
            _sync_directory(target.parent)
            _sync_directory(self._root)
            self._published = True
        return self.blob

    def finish(self) -> SealedBlob:
        """``complete`` and ``publish``."""
        self.complete()
        return self.publish()

    def plaintext(self) -> Iterator[bytes]:
        """The completed file, decrypted from disk before it is published (for inspection)."""
        assert self.blob is not None, "complete() comes first"
        place = self._root / self.blob.path if self._published else self.unfinished
        return open_sealed(place, self._dek, self.blob)

    def abort(self) -> None:
        """Remove the file unless it was published. May be called at any time, any number."""
        if not self._published:
            self._file.close()
            self._pending.clear()
            self.unfinished.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.abort()

    def _seal_chunk(self, chunk: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._counter, last=last)
        self._put(self._aead.encrypt(nonce, chunk, _binding(self._label, self._header)))
        self._counter += 1

    def _put(self, ciphertext: bytes) -> None:
        self._cipher.update(ciphertext)
        self._file.write(ciphertext)


def open_sealed(place: Path, dek: bytes, blob: SealedBlob) -> Iterator[bytes]:
    """Decrypt a file piece by piece, each authenticated before it is yielded.

    The last piece is held back until digest and size of the whole agree with the row.
    """
    aead = AESGCM(dek)
    digest, size = hashlib.sha256(), 0
    with place.open("rb") as file:
        header = file.read(HEADER.size)
        prefix = _read_header(header, blob)
        binding = _binding(blob.label, header)
        for counter, sealed, last in _sealed_chunks(file):
            nonce = _nonce(prefix, counter, last=last)
            try:
                chunk = aead.decrypt(nonce, sealed, binding)
            except InvalidTag as error:
                raise Damaged(f"{blob.path}: piece {counter} is not authentic") from error
            digest.update(chunk)
            size += len(chunk)
            if last and (digest.digest(), size) != (blob.sha256, blob.size):
                raise Damaged(f"{blob.path}: digest or size differ from the row")
            yield chunk


def _sealed_chunks(file: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    counter = 0
    sealed = file.read(CHUNK_BYTES + TAG_BYTES)
    while True:
        following = file.read(CHUNK_BYTES + TAG_BYTES)
        yield counter, sealed, not following
        if not following:
            return
        counter, sealed = counter + 1, following


def _read_header(header: bytes, blob: SealedBlob) -> bytes:
    """The nonce prefix. Raises Damaged when this is not a header of this format."""
    if len(header) == HEADER.size:
        magic, version, chunk_bytes, prefix = HEADER.unpack(header)
        if (magic, version, chunk_bytes) == (MAGIC, FORMAT_VERSION, CHUNK_BYTES):
            return bytes(prefix)
    raise Damaged(f"{blob.path}: this is not an evidence file")


def _binding(label: Label, header: bytes) -> bytes:
    return label.to_bytes() + header


def _nonce(prefix: bytes, counter: int, *, last: bool) -> bytes:
    assert counter < CHUNKS_MAX, "a nonce would be used twice"
    return prefix + struct.pack(">IB", counter, last)


def private_directory(place: Path) -> Path:
    """The directory, made for this user alone if it was not there."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def _sync_directory(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
