"""A seal: what the books held at one moment, in one signed text. Pure; README has the form.

Ed25519 as RFC 8032 has it, without its laxer readings: s < L and no point of small order.
"""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fund.netstrings import NotNetstrings, netstrings, read_netstrings
from fund.proofs import EMPTY_ROOT

FORM = "NSEAL1"
# Seals from before lapses were sealed have the first three: a tree may join, none ever goes.
RECORD_TREES = ("act", "approval", "evidence", "lapse")
NO_HASH = bytes(32)
# How often a seal is made, counted from the hour.
EVERY_MINUTES = 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
_P = 2**255 - 19
_Y8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD83D3D706A17C7
# Every encoding of the eight points of small order: with one of them a signature binds nobody.
_SMALL_ORDER = frozenset(
    (y | sign << 255).to_bytes(32, "little")
    for y in (0, 1, _P - 1, _Y8, _P - _Y8, _P, _P + 1)
    for sign in (0, 1)
)


class NotASeal(ValueError):
    """The text is no seal in its canonical form."""


class NoSealKey(Exception):
    """This process was not given the sealing key, or one that is not 32 octets in base64."""


@dataclass(frozen=True)
class SealedSegment:
    """A 勘定 at the moment of the seal: its last entry, tree, balances and account table."""

    segment: int
    code: str
    entries: int
    head: bytes
    root: bytes
    balances: bytes
    accounts: int
    account_table: bytes


@dataclass(frozen=True)
class SealedTree:
    """A tree over records of the whole service: act, approval, evidence or lapse."""

    name: str
    leaves: int
    root: bytes


@dataclass(frozen=True)
class Seal:
    """Everything the signature covers. previous: hash of the seal before, zeros for the first."""

    number: int
    sealed_at: datetime
    public_key: bytes
    previous: bytes
    segments: tuple[SealedSegment, ...]
    trees: tuple[SealedTree, ...]

    def body(self) -> bytes:
        """The signed text."""
        return netstrings(
            FORM, self.number, micros(self.sealed_at), self.public_key, self.previous,
            len(self.segments), *(x for s in self.segments for x in vars(s).values()),
            len(self.trees), *(x for t in self.trees for x in vars(t).values()),
        )  # fmt: skip

    @property
    def hash(self) -> bytes:
        """What the next seal names as previous."""
        return sha256(self.body()).digest()

    def of_segment(self, segment: int) -> SealedSegment | None:
        """What the seal says of a 勘定, or None where it did not exist yet."""
        return next((s for s in self.segments if s.segment == segment), None)

    def of_tree(self, name: str) -> SealedTree:
        """What the seal says of a tree of records; an unnamed one is empty."""
        return next((t for t in self.trees if t.name == name), SealedTree(name, 0, EMPTY_ROOT))

    @classmethod
    def read(cls, body: bytes) -> Self:
        """The seal of a signed text. Raises NotASeal unless it is canonical to the last octet."""
        try:
            fields = _Reader(read_netstrings(body))
            if fields.text() != FORM:
                raise NotASeal("another form than " + FORM)
            seal = cls(
                fields.number(), from_micros(fields.number()), fields.octets(), fields.octets(),
                tuple(_segment(fields) for _ in range(fields.number())),
                tuple(_tree(fields) for _ in range(fields.number())),
            )  # fmt: skip
        except (NotNetstrings, ValueError, OverflowError) as error:
            raise NotASeal(str(error)) from error
        if seal.body() != body:
            raise NotASeal("not in canonical form")
        return seal


@dataclass(frozen=True)
class SignedSeal:
    """A seal and its signature: what is stored, and exported as an anchor."""

    seal: Seal
    signature: bytes

    def is_genuine(self) -> bool:
        """Whether the key named in the seal signed it."""
        return is_signed(self.seal.body(), self.signature, self.seal.public_key)

    def line(self) -> str:
        """The anchor: one line of JSON, in ASCII, the text as it was signed."""
        return json.dumps(
            {
                "number": self.seal.number,
                "sealed_at": self.seal.sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
                "hash": self.seal.hash.hex(),
                "body": self.seal.body().decode(),
                "signature": self.signature.hex(),
            }
        )

    @classmethod
    def of_line(cls, line: str) -> Self:
        """Read an anchor. Raises NotASeal unless the line is what `line` writes."""
        try:
            found: Any = json.loads(line)
            signed = cls(Seal.read(found["body"].encode()), bytes.fromhex(found["signature"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotASeal(str(error)) from error
        if signed.line() != line.rstrip("\n"):
            raise NotASeal("not in canonical form")
        return signed


def signing_key(text: str) -> Ed25519PrivateKey:
    """The key of a base64 seed of 32 octets. Raises NoSealKey, which never shows it."""
    try:
        seed = base64.b64decode(text, validate=True)
    except ValueError:
        seed = b""
    if len(seed) != 32:
        raise NoSealKey("FUND_SEAL_KEY is 32 octets in base64")
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key_of(key: Ed25519PrivateKey) -> bytes:
    """The 32 octets that everybody may know."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def is_signed(text: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether the signature over the text is the key's, by the strict reading."""
    if len(signature) != 64 or int.from_bytes(signature[32:], "little") >= _GROUP_ORDER:
        return False
    if public_key in _SMALL_ORDER or signature[:32] in _SMALL_ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public_key: bytes) -> str:
    """A key's short name for people: four groups of four hex digits."""
    digits = sha256(public_key).hexdigest()[:16]
    return "-".join(digits[at : at + 4] for at in range(0, 16, 4))


def next_seal_at(now: datetime) -> datetime:
    """When the next seal is due: at every fifth minute of the hour."""
    begun = now.replace(minute=now.minute - now.minute % EVERY_MINUTES, second=0, microsecond=0)
    return begun + timedelta(minutes=EVERY_MINUTES)


def micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def from_micros(count: int) -> datetime:
    """The moment of so many microseconds since 1970 UTC."""
    return _EPOCH + timedelta(microseconds=count)


class _Reader:
    """Fields of a text, one after the other, each in its canonical form."""

    def __init__(self, fields: list[str | None]) -> None:
        self._fields = iter(fields)

    def text(self) -> str:
        field = next(self._fields, None)
        if field is None:
            raise NotASeal("a field is missing")
        return field

    def number(self) -> int:
        text = self.text()
        if not (text.isascii() and text.isdigit() and len(text) <= 20 and text == str(int(text))):
            raise NotASeal(f"{text[:30]!r} is not a number in canonical form")
        return int(text)

    def octets(self) -> bytes:
        text = self.text()
        if len(text) != 64 or set(text) - set("0123456789abcdef"):
            raise NotASeal("a hash is 64 digits of lower-case hex")
        return bytes.fromhex(text)


def _segment(fields: _Reader) -> SealedSegment:
    return SealedSegment(
        fields.number(), fields.text(), fields.number(), fields.octets(), fields.octets(),
        fields.octets(), fields.number(), fields.octets(),
    )  # fmt: skip


def _tree(fields: _Reader) -> SealedTree:
    return SealedTree(fields.text(), fields.number(), fields.octets())
