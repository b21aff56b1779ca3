"""Key-encryption keys: the few keys that wrap the many.

A key id may be retired from wrapping and still open what it wrapped (decrypt-only): it stays in
the ring but is not active. A key taken out of the ring is destroyed: what it alone wrapped is lost,
which at the end of a retention period is the purpose.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
FINGERPRINT_DIGITS = 12
WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + 16


class VaultError(Exception):
    """Something about an encrypted file is wrong; the message holds no secret."""


class KeyMissing(VaultError):
    """The key is not in the ring, or does not open what it is said to have wrapped."""


@dataclass(frozen=True)
class Keyring:
    """Key-encryption keys by id (32 bytes each), and the id of the one that wraps new keys."""

    keys: Mapping[str, bytes] = field(repr=False)
    active: str

    def __post_init__(self) -> None:
        if self.active not in self.keys:
            raise ValueError(f"the active key {self.active!r} is not in the ring")
        for kek_id, key in self.keys.items():
            if len(key) != KEY_BYTES:
                raise ValueError(f"key {kek_id!r} is not {KEY_BYTES} bytes long")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read words ``<id>:<base64 of 32 bytes>``; the first is active, ``#`` begins a comment.

        Without an id a key is named by its fingerprint. Raises ValueError, which names a key's
        place in the text and never shows it.
        """
        words = [word for line in text.splitlines() for word in line.partition("#")[0].split()]
        keys: dict[str, bytes] = {}
        for place, word in enumerate(words, start=1):
            kek_id, _, encoded = word.rpartition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except binascii.Error:
                raise ValueError(f"key {place} of the keyring is not base64") from None
            kek_id = kek_id or hashlib.sha256(key).hexdigest()[:FINGERPRINT_DIGITS]
            if kek_id in keys:
                raise ValueError(f"key {place} of the keyring has the name of an earlier one")
            keys[kek_id] = key
        if not keys:
            raise ValueError("the keyring holds no key")
        return cls(keys, next(iter(keys)))

    def wrap(self, dek: bytes, binding: bytes) -> tuple[str, bytes]:
        """Wrap a data key under the active key, bound to what it belongs to: (key id, 60 bytes)."""
        assert len(dek) == KEY_BYTES
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self.keys[self.active]).encrypt(nonce, dek, _bound(self.active, binding))
        return self.active, nonce + sealed

    def unwrap(self, kek_id: str, wrapped: bytes, binding: bytes) -> bytes:
        """The data key again. Raises KeyMissing for a key not in the ring or a foreign wrap."""
        key = self.keys.get(kek_id)
        if key is None:
            raise KeyMissing(f"key {kek_id!r} is not in the ring")
        if len(wrapped) != WRAPPED_BYTES:
            raise KeyMissing("there is no wrapped key: the document was destroyed")
        nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return AESGCM(key).decrypt(nonce, sealed, _bound(kek_id, binding))
        except InvalidTag as error:
            raise KeyMissing(f"key {kek_id!r} does not open this document's key") from error


def _bound(kek_id: str, binding: bytes) -> bytes:
    return b"data key\x00" + kek_id.encode() + b"\x00" + binding
