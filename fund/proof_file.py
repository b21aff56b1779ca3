"""Proof files: one entry shown to stand in a seal, or one seal shown to continue another. Pure.

Whoever holds such a file checks it without the books and without seeing any other entry. A file is
read in its one canonical form only: what parses differently for two readers proves nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from fund.netstrings import NotNetstrings, read_netstrings
from fund.proofs import includes, is_consistent, leaf_hash
from fund.seals import NotASeal, Seal, SealedSegment, SignedSeal, from_micros

FORM = "fund-proof-1"
_HEAD_FIELDS, _LINE_FIELDS = 18, 9


class ProofRefused(Exception):
    """The file proves nothing. The message says why."""


@dataclass(frozen=True)
class Line:
    """One line of a proven entry."""

    book: str
    debit: str
    credit: str
    yen: int


@dataclass(frozen=True)
class ProvenEntry:
    """What an entry's hashed text says."""

    segment: int
    seq: int
    recorded_at: datetime
    event: str
    effective_on: str
    memo: str
    lines: tuple[Line, ...]

    @classmethod
    def read(cls, text: bytes) -> Self:
        """Read the hashed text (README: the hashed form of an entry). Raises ProofRefused."""
        try:
            fields = read_netstrings(text)
            form, seq, _, at, _, _, segment, _, event, effective = (f or "" for f in fields[:10])
            count = _number(fields[_HEAD_FIELDS - 1] or "")
            if form != "NLEDG1" or len(fields) != _HEAD_FIELDS + _LINE_FIELDS * count:
                raise ProofRefused("仕訳の形式が異なります。")
            starts = range(_HEAD_FIELDS, len(fields), _LINE_FIELDS)
            lines = tuple(_line(fields[n : n + _LINE_FIELDS]) for n in starts)
            return cls(
                _number(segment), _number(seq), from_micros(_number(at)), event, effective,
                fields[16] or "", lines,
            )  # fmt: skip
        except (NotNetstrings, ValueError, IndexError, OverflowError) as error:
            raise ProofRefused("仕訳が正規の形ではありません。") from error


def entry_proof(text: bytes, path: Sequence[bytes], signed: SignedSeal) -> str:
    """The file that shows an entry to stand in a seal."""
    return _write("entry", signed, entry=text.decode(), path=[x.hex() for x in path])


def growth_proof(segment: int, path: Sequence[bytes], old: SignedSeal, new: SignedSeal) -> str:
    """The file that shows a 勘定 of the new seal to be that of the old one with entries added."""
    return _write("growth", new, segment=segment, before=_seal(old), path=[x.hex() for x in path])


@dataclass(frozen=True)
class Proof:
    """A proof that held. entry: of an entry proof. old: the earlier seal of a growth proof."""

    sealed: SealedSegment
    seal: Seal
    entry: ProvenEntry | None = None
    old: Seal | None = None


def check_proof(file: str) -> Proof:
    """Check a proof file by itself. Whose key signed is for the caller to compare.

    Raises ProofRefused for anything but a proof in canonical form that holds.
    """
    found = _read(file)
    signed = _signed(found["seal"])
    path = [_hash(x) for x in found["path"]]
    if found["kind"] == "entry":
        return _check_entry(found["entry"].encode(), path, signed.seal)
    return _check_growth(found["segment"], path, _signed(found["before"]).seal, signed.seal)


def _check_entry(text: bytes, path: list[bytes], seal: Seal) -> Proof:
    entry = ProvenEntry.read(text)
    sealed = _of_segment(seal, entry.segment)
    if not includes(leaf_hash(text), entry.seq - 1, sealed.entries, path, sealed.root):
        raise ProofRefused(
            f"仕訳第{entry.seq}号は、封印第{seal.number}号の帳簿にこのとおりには記帳されていません。"
        )
    return Proof(sealed, seal, entry=entry)


def _check_growth(segment: int, path: list[bytes], old: Seal, new: Seal) -> Proof:
    before, after = _of_segment(old, segment), _of_segment(new, segment)
    if old.number >= new.number or old.sealed_at >= new.sealed_at:
        raise ProofRefused("先の封印が、後の封印より先のものではありません。")
    if not is_consistent(before.entries, after.entries, before.root, after.root, path):
        raise ProofRefused(
            f"封印第{new.number}号の帳簿は、封印第{old.number}号の帳簿に仕訳を追加したものではありません。"
        )
    return Proof(after, new, old=old)


def _write(kind: str, signed: SignedSeal, **parts: Any) -> str:
    return _canonical({"form": FORM, "kind": kind, **parts, "seal": _seal(signed)})


def _canonical(found: Any) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _seal(signed: SignedSeal) -> dict[str, str]:
    return {"body": signed.seal.body().decode(), "signature": signed.signature.hex()}


_KEYS: dict[str, dict[str, type]] = {
    "entry": {"form": str, "kind": str, "entry": str, "path": list, "seal": dict},
    "growth": {
        "form": str, "kind": str, "segment": int, "before": dict, "path": list, "seal": dict,
    },
}  # fmt: skip


def _read(file: str) -> dict[str, Any]:
    try:
        found: Any = json.loads(file.encode())
        is_canonical = _canonical(found) == file
    except (ValueError, RecursionError) as error:
        raise ProofRefused("ファイルがJSONではありません。") from error
    if not is_canonical or not isinstance(found, dict) or found.get("form") != FORM:
        raise ProofRefused("ファイルが正規の形ではありません。")
    keys = _KEYS.get(str(found.get("kind")), {})
    # In this order too: a file written another way is another file.
    if [(key, type(value)) for key, value in found.items()] != list(keys.items()):
        raise ProofRefused("ファイルの構成が証明のものではありません。")
    return found


def _signed(part: dict[str, Any]) -> SignedSeal:
    if [(key, type(value)) for key, value in part.items()] != [("body", str), ("signature", str)]:
        raise ProofRefused("封印は本文（body）と署名（signature）からなります。")
    try:
        signed = SignedSeal(Seal.read(part["body"].encode()), _octets(part["signature"], 64))
    except (NotASeal, UnicodeEncodeError) as error:
        raise ProofRefused("封印が正規の形ではありません。") from error
    if not signed.is_genuine():
        raise ProofRefused("封印の署名が、封印に記された鍵によるものではありません。")
    return signed


def _of_segment(seal: Seal, segment: int) -> SealedSegment:
    sealed = seal.of_segment(segment)
    if sealed is None:
        raise ProofRefused(f"封印第{seal.number}号に勘定 {segment} はありません。")
    return sealed


def _line(fields: list[str | None]) -> Line:
    _, book, debit, credit, yen, *_ = fields
    return Line(book or "", debit or "", credit or "", _number(yen))


def _hash(text: object) -> bytes:
    return _octets(text, 32)


def _octets(text: object, size: int) -> bytes:
    if not isinstance(text, str) or len(text) != 2 * size or set(text) - set("0123456789abcdef"):
        raise ProofRefused(f"{size}オクテットは、小文字の16進 {2 * size}桁で書きます。")
    return bytes.fromhex(text)


def _number(text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdigit() or text != str(int(text)):
        raise ProofRefused("数が正規の形ではありません。")
    return int(text)
