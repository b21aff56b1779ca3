"""Merkle trees as RFC 9162 section 2.1 has them: roots, inclusion and consistency proofs. Pure.

A leaf is SHA-256(0x00 ‖ data), a node SHA-256(0x01 ‖ left ‖ right), the empty tree SHA-256 of
nothing. Leaves are counted from 0 here; entry `seq` is leaf `seq - 1`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
OCTETS = 32

# hash_of(start, size): root of the subtree over the leaves start … start + size - 1.
HashOf = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """The leaf of a record's canonical bytes."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The node over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two below size: how many leaves stand on the left."""
    assert size > 1
    return 1 << ((size - 1).bit_length() - 1)


def root_of(start: int, size: int, complete: Callable[[int, int], bytes]) -> bytes:
    """The root over any range, from its complete subtrees: complete(level, place)."""
    if size == 0:
        return EMPTY_ROOT
    if size & (size - 1) == 0 and start % size == 0:
        level = size.bit_length() - 1
        return complete(level, start >> level)
    left = split(size)
    return node_hash(root_of(start, left, complete), root_of(start + left, size - left, complete))


@dataclass
class GrowingTree:
    """A tree that is only appended to: its peaks, one a bit of its size, are all it remembers."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add a leaf hash; the complete subtrees it finished, as (level, place, hash)."""
        self.size += 1
        level, left, found = 0, self.size, leaf
        done = []
        while left % 2 == 0:
            found = node_hash(self.peaks.pop(), found)
            level, left = level + 1, left // 2
            done.append((level, left - 1, found))
        self.peaks.append(found)
        return done

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self.peaks:
            return EMPTY_ROOT
        *rest, found = self.peaks
        for peak in reversed(rest):
            found = node_hash(peak, found)
        return found


def tree_of(leaves: Iterable[bytes]) -> GrowingTree:
    """The tree over these leaf hashes."""
    tree = GrowingTree()
    for leaf in leaves:
        tree.append(leaf)
    return tree


def inclusion_path(index: int, size: int, hash_of: HashOf) -> list[bytes]:
    """The siblings from leaf to root (RFC 9162 2.1.3.1)."""
    assert 0 <= index < size
    path, start = [], 0
    while size > 1:
        left = split(size)
        if index < left:
            path.append(hash_of(start + left, size - left))
            size = left
        else:
            path.append(hash_of(start, left))
            start, index, size = start + left, index - left, size - left
    return path[::-1]


def consistency_path(old: int, new: int, hash_of: HashOf) -> list[bytes]:
    """What shows that the first `old` of `new` leaves are the tree of then (RFC 9162 2.1.4.1)."""
    assert 0 < old < new
    path, start, is_whole = [], 0, True
    while old != new:
        left = split(new)
        if old <= left:
            path.append(hash_of(start + left, new - left))
            new = left
        else:
            path.append(hash_of(start, left))
            start, old, new, is_whole = start + left, old - left, new - left, False
    if not is_whole:
        path.append(hash_of(start, new))
    return path[::-1]


def includes(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path shows that the leaf stands at index in the tree of this size and root."""
    if not (_are_counts(index, size) and index < size and _are_hashes(path, leaf, root)):
        return False
    place, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if place % 2 == 1 or place == last:
            found = node_hash(sibling, found)
            while place % 2 == 0 and place != 0:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(
    old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the path shows that a tree of `old` leaves grew to `new` (0 < old < new)."""
    if not (_are_counts(old, new) and 0 < old < new):
        return False
    if not path or not _are_hashes(path, old_root, new_root):
        return False
    hashes = list(path) if old & (old - 1) else [old_root, *path]
    place, last = old - 1, new - 1
    while place % 2 == 1:
        place, last = place >> 1, last >> 1
    before = after = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if place % 2 == 1 or place == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while place % 2 == 0 and place != 0:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _are_counts(*numbers: object) -> bool:
    # A truth is an int to Python; a proof that says True instead of 1 is not canonical.
    return all(type(number) is int and number >= 0 for number in numbers)


def _are_hashes(path: Sequence[object], *ends: object) -> bool:
    if any(type(x) is not bytes or len(x) != OCTETS for x in (*path, *ends)):
        return False
    return len(set(path)) == len(path)
