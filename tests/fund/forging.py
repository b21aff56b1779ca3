"""Forged proofs of every kind we know, made from true ones. Each must be refused.

The forger has everything but the sealing key: all entries, all hashes, every seal and signature.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import cycle
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fund.netstrings import netstrings
from fund.proof_file import ProofRefused, check_proof, entry_proof, growth_proof
from fund.proofs import (
    HashOf,
    consistency_path,
    includes,
    inclusion_path,
    is_consistent,
    leaf_hash,
    node_hash,
    root_of,
)
from fund.seals import NO_HASH, Seal, SealedSegment, SignedSeal, from_micros, public_key_of

GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493


def entry_bytes(seq: int) -> bytes:
    """The hashed text of an entry of segment 1 with one line."""
    head = netstrings(
        "NLEDG1", seq, f"id-{seq}", 1_700_000_000_000_000 + seq, 202401, NO_HASH, 1, f"key-{seq}",
        "ENDOWMENT", "2024-04-01", None, None, "actor", None, None, None, "memo", 1,
    )  # fmt: skip
    return head + netstrings(1, "P", "1101", "2151", 1_000 + seq, None, 2024, None, None)


def lookup(leaves: list[bytes]) -> HashOf:
    """Subtree roots over these leaf hashes, kept as they are asked for."""
    kept: dict[tuple[int, int], bytes] = {}

    def complete(level: int, place: int) -> bytes:
        if level == 0:
            return leaves[place]
        if (level, place) not in kept:
            pair = complete(level - 1, 2 * place), complete(level - 1, 2 * place + 1)
            kept[level, place] = node_hash(*pair)
        return kept[level, place]

    return lambda start, size: root_of(start, size, complete)


@dataclass(frozen=True)
class Inclusion:
    """The arguments of `includes`."""

    leaf: bytes
    index: Any
    size: Any
    path: list[Any]
    root: bytes

    def holds(self) -> bool:
        """Ask the checker."""
        return includes(self.leaf, self.index, self.size, self.path, self.root)


@dataclass(frozen=True)
class Consistency:
    """The arguments of `is_consistent`."""

    old: Any
    new: Any
    old_root: bytes
    new_root: bytes
    path: list[Any]

    def holds(self) -> bool:
        """Ask the checker."""
        return is_consistent(self.old, self.new, self.old_root, self.new_root, self.path)


@dataclass(frozen=True)
class File:
    """A proof file, held against the key NEDO is known by."""

    text: str
    key: bytes

    def holds(self) -> bool:
        """Ask the checker."""
        try:
            return check_proof(self.text).seal.public_key == self.key
        except ProofRefused:
            return False


Claim = Inclusion | Consistency | File


class Forger:
    """True proofs over `size` entries and what can be made of them."""

    def __init__(self, seed: int, size: int = 200) -> None:
        """Build the tree, two seals and the forger's own key."""
        self.random = Random(seed)  # noqa: S311  # a drill is repeatable
        self.size = size
        self.texts = [entry_bytes(seq) for seq in range(1, size + 1)]
        self.leaves = [leaf_hash(text) for text in self.texts]
        self.hash_of = lookup(self.leaves)
        self.key = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\x07")
        self.stolen = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\x09")
        self.seals = [self.signed(n, count, self.key) for n, count in ((1, size // 3), (2, size))]

    def signed(self, number: int, entries: int, key: Ed25519PrivateKey) -> SignedSeal:
        """A seal of the first entries."""
        sealed = SealedSegment(
            1, "FORGED", entries, NO_HASH, self.hash_of(0, entries), NO_HASH, 0, NO_HASH
        )
        at = from_micros(1_700_000_000_000_000) + timedelta(days=number)
        seal = Seal(number, at, public_key_of(key), NO_HASH, (sealed,), ())
        return SignedSeal(seal, key.sign(seal.body()))

    def true_inclusion(self) -> Inclusion:
        """An entry in a tree of some size."""
        size = self.random.randint(2, self.size)
        index = self.random.randrange(size)
        path = inclusion_path(index, size, self.hash_of)
        return Inclusion(self.leaves[index], index, size, list(path), self.hash_of(0, size))

    def true_consistency(self) -> Consistency:
        """A tree that grew."""
        new = self.random.randint(2, self.size)
        old = self.random.randint(1, new - 1)
        path = consistency_path(old, new, self.hash_of)
        return Consistency(old, new, self.hash_of(0, old), self.hash_of(0, new), list(path))

    def true_entry_file(self) -> File:
        """An entry in the newest seal."""
        seq = self.random.randint(1, self.size)
        path = inclusion_path(seq - 1, self.size, self.hash_of)
        return self._file(entry_proof(self.texts[seq - 1], path, self.seals[1]))

    def true_growth_file(self) -> File:
        """The second seal after the first."""
        old, new = (s.seal.segments[0].entries for s in self.seals)
        return self._file(growth_proof(1, consistency_path(old, new, self.hash_of), *self.seals))

    def _file(self, text: str) -> File:
        return File(text, public_key_of(self.key))

    # ---- forged inclusion

    def wrong_index(self) -> Claim:
        """The right path for another place."""
        true = self.true_inclusion()
        other = (true.index + self.random.randint(1, true.size - 1)) % true.size
        return replace(true, index=other)

    def index_outside(self) -> Claim:
        """A place beyond the tree, or before it."""
        true = self.true_inclusion()
        return replace(true, index=self.random.choice([true.size, true.size + 5, -1, -true.size]))

    def wrong_size(self) -> Claim:
        """The path of a tree of another size, under the root that size really has."""
        true = self.true_inclusion()
        sizes = [n for n in range(true.index + 1, self.size + 1) if n != true.size]
        if not sizes:
            return replace(true, size=true.size + 1)
        size = self.random.choice(sizes)
        return replace(true, size=size, root=self.hash_of(0, size))

    def wrong_entry(self) -> Claim:
        """Another entry under a true path."""
        true = self.true_inclusion()
        return replace(true, leaf=leaf_hash(entry_bytes(10_000 + true.index)))

    def node_as_leaf(self) -> Claim:
        """Two hashes passed off as an entry: what the prefixes 0x00 and 0x01 are for."""
        true = self.true_inclusion()
        pair = (true.leaf, true.path[0]) if true.index % 2 == 0 else (true.path[0], true.leaf)
        size, data = (true.size + 1) // 2, b"".join(pair)
        return Inclusion(leaf_hash(data), true.index >> 1, size, true.path[1:], true.root)

    def number_not_canonical(self) -> Claim:
        """A truth, a fraction or a text where a whole number belongs."""
        true = self.true_inclusion()
        odd: list[Any] = [str(true.index), bool(true.index), None, [true.index], true.index * 1j]
        return replace(true, **{self.random.choice(["index", "size"]): self.random.choice(odd)})

    # ---- forged paths, of either kind

    def path_changed(self) -> Claim:
        """One bit of one hash."""
        return self._with_path(self._flip)

    def path_shortened(self) -> Claim:
        """A hash left out."""

        def shorten(path: list[Any]) -> list[Any]:
            del path[self._at(path)]
            return path

        return self._with_path(shorten)

    def path_lengthened(self) -> Claim:
        """A hash too many, at any place."""

        def lengthen(path: list[Any]) -> list[Any]:
            path.insert(self._at(path), self._noise())
            return path

        return self._with_path(lengthen)

    def path_doubled(self) -> Claim:
        """A hash twice, or the whole path."""
        return self._with_path(
            lambda path: self.random.choice([[*path, *path], [*path, path[-1]], [path[0], *path]])
        )

    def path_reordered(self) -> Claim:
        """Two hashes exchanged."""

        def swap(path: list[Any]) -> list[Any]:
            if len(path) < 2:
                return [*path, self._noise()]
            a, b = self.random.sample(range(len(path)), 2)
            path[a], path[b] = path[b], path[a]
            return path

        return self._with_path(swap)

    def path_emptied(self) -> Claim:
        """No path at all, or one of empty hashes."""
        return self._with_path(lambda path: self.random.choice([[], [b""] * len(path)]))

    def path_of_other_things(self) -> Claim:
        """Hashes of a wrong length or type."""
        odd: list[Any] = [b"\0" * 31, b"\0" * 33, "00" * 32, 0, None, bytearray(32)]
        return self._with_path(lambda path: [self.random.choice(odd), *path[1:]])

    # ---- forged growth

    def nothing_grew(self) -> Claim:
        """From nothing, or from itself."""
        true = self.true_consistency()
        old = self.random.choice([0, true.new, true.new + 1])
        old_root = true.new_root if old else self.hash_of(0, 0)
        return replace(true, old=old, old_root=old_root, path=self.random.choice([[], true.path]))

    def another_past(self) -> Claim:
        """An old root that never was, or that of another size."""
        true = self.true_consistency()
        sizes = [n for n in range(1, self.size + 1) if n != true.old]
        other = self.hash_of(0, self.random.choice(sizes))
        return replace(true, old_root=self.random.choice([self._noise(), other]))

    def roots_exchanged(self) -> Claim:
        """The new root first."""
        true = self.true_consistency()
        return replace(true, old_root=true.new_root, new_root=true.old_root)

    # ---- forged files

    def file_edited(self) -> Claim:
        """One character of a true file replaced by another."""
        true = self._true_file()
        at = self.random.randrange(len(true.text))
        other = self.random.choice([c for c in '0123456789abcdef,:{}[]" ' if c != true.text[at]])
        return replace(true, text=true.text[:at] + other + true.text[at + 1 :])

    def file_written_otherwise(self) -> Claim:
        """The same in another form: spaces, order, escapes, doubled keys, other numbers."""
        true = self._true_file()
        found = json.loads(true.text)
        text = self.random.choice(
            [
                json.dumps(found), true.text + " ", true.text.rstrip("\n"), "\ufeff" + true.text,
                json.dumps(dict(reversed(found.items())), indent=1, ensure_ascii=False) + "\n",
                true.text.replace('"kind"', '"kind": "entry",\n "kind"', 1),
                true.text.replace("fund-proof-1", "fund-proof-\\u0031", 1),
                true.text.replace('t": 1', 't": 1.0', 1).replace("memo", "m\\u0065mo"),
                true.text.upper(), json.dumps([found], indent=1) + "\n",
                true.text.replace('"form"', '"note": 1,\n "form"', 1),
            ]
        )  # fmt: skip
        return replace(true, text=text)

    def entry_rewritten(self) -> Claim:
        """Another amount, with lengths and digits that fit."""
        true = self.true_entry_file()
        found = json.loads(true.text)
        found["entry"] = re.sub(r"(4:2151,4:).", r"\g<1>9", found["entry"])
        return replace(true, text=json.dumps(found, indent=1, ensure_ascii=False) + "\n")

    def seal_rewritten(self) -> Claim:
        """A seal over other books, under the true signature or signed anew by another key."""
        text = entry_bytes(1).replace(b"ENDOWMENT", b"ENDOWMEMT")
        key = self.random.choice([self.key, self.stolen])
        sealed = replace(self.seals[1].seal.segments[0], entries=1, root=leaf_hash(text))
        seal = replace(self.seals[1].seal, public_key=public_key_of(key), segments=(sealed,))
        is_own = key is self.stolen
        signature = key.sign(seal.body()) if is_own else self.seals[1].signature
        return self._file(entry_proof(text, [], SignedSeal(seal, signature)))

    def signature_bent(self) -> Claim:
        """s + L, a neutral R, a key of small order: what lax readings of Ed25519 let pass."""
        signed = self.seals[1]
        r, s = signed.signature[:32], int.from_bytes(signed.signature[32:], "little")
        neutral = (1).to_bytes(32, "little")
        kinds: list[Callable[[], SignedSeal]] = [
            lambda: replace(signed, signature=r + (s + GROUP_ORDER).to_bytes(32, "little")),
            lambda: replace(signed, signature=neutral + bytes(32)),
            lambda: SignedSeal(replace(signed.seal, public_key=neutral), neutral + bytes(32)),
            lambda: replace(signed, signature=r + (GROUP_ORDER - s).to_bytes(32, "little")),
            lambda: replace(signed, signature=bytes(64)),
        ]
        bent = self.random.choice(kinds)()
        text = entry_proof(self.texts[0], inclusion_path(0, self.size, self.hash_of), bent)
        return File(text, bent.seal.public_key)

    # ---- all of them

    def kinds(self) -> dict[str, Callable[[], Claim]]:
        """Every kind of forgery by name."""
        return {make.__name__: make for make in (*self.quick_kinds(), *self.file_kinds())}

    def quick_kinds(self) -> list[Callable[[], Claim]]:
        """Those of arguments alone."""
        return [
            self.wrong_index, self.index_outside, self.wrong_size, self.wrong_entry,
            self.node_as_leaf, self.number_not_canonical, self.path_changed, self.path_shortened,
            self.path_lengthened, self.path_doubled, self.path_reordered, self.path_emptied,
            self.path_of_other_things, self.nothing_grew, self.another_past, self.roots_exchanged,
        ]  # fmt: skip

    def file_kinds(self) -> list[Callable[[], Claim]]:
        """Those of whole files: a signature is checked for each."""
        return [
            self.file_edited, self.file_written_otherwise, self.entry_rewritten,
            self.seal_rewritten, self.signature_bent,
        ]  # fmt: skip

    def forgeries(self, count: int) -> Iterator[tuple[str, Claim]]:
        """So many forgeries, every kind in turn; one in ten is a whole file."""
        quick, files = cycle(self.quick_kinds()), cycle(self.file_kinds())
        for n in range(count):
            make = next(files if n % 10 == 0 else quick)
            yield make.__name__, make()

    def _true_file(self) -> File:
        return self.random.choice([self.true_entry_file, self.true_growth_file])()

    def _with_path(self, change: Callable[[list[Any]], list[Any]]) -> Claim:
        true: Inclusion | Consistency = self.true_inclusion()
        while not true.path or self.random.randrange(2):
            true = self.true_consistency() if self.random.randrange(2) else self.true_inclusion()
        path = change(list(true.path))
        assert path != true.path
        return replace(true, path=path)

    def _flip(self, path: list[Any]) -> list[Any]:
        at, bit = self._at(path), 1 << self.random.randrange(8)
        octet = self.random.randrange(32)
        changed = bytearray(path[at])
        changed[octet] ^= bit
        return [*path[:at], bytes(changed), *path[at + 1 :]]

    def _at(self, path: list[Any]) -> int:
        return self.random.randrange(len(path))

    def _noise(self) -> bytes:
        return self.random.randbytes(32)
