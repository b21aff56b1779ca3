"""Merkle trees and their proofs: true ones hold, nothing else does."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fund.netstrings import NotNetstrings, netstrings, read_netstrings
from fund.proof_file import ProofRefused, check_proof
from fund.proofs import (
    EMPTY_ROOT,
    GrowingTree,
    consistency_path,
    includes,
    inclusion_path,
    is_consistent,
    leaf_hash,
    node_hash,
    root_of,
    tree_of,
)
from fund.seals import fingerprint, public_key_of
from tests.fund.forging import Forger, lookup

# The eight records and roots Certificate Transparency publishes with RFC 6962.
RECORDS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
           "606162636465666768696a6b6c6d6e6f"]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(bytes.fromhex(record)) for record in RECORDS]
MANY = [leaf_hash(str(n).encode()) for n in range(70)]


def test_roots_are_those_of_the_published_records() -> None:
    """All sizes from one to eight, grown and computed whole."""
    tree = GrowingTree()
    assert tree.root() == EMPTY_ROOT
    for size, root in enumerate(ROOTS, start=1):
        tree.append(LEAVES[size - 1])
        assert tree.root().hex() == root
        assert lookup(LEAVES)(0, size).hex() == root


def test_a_tree_grown_from_its_peaks_goes_on_as_if_never_stopped() -> None:
    """What the sealer keeps of a tree is enough."""
    for stop in range(len(MANY)):
        first = tree_of(MANY[:stop])
        again = GrowingTree(stop, list(first.peaks))
        for leaf in MANY[stop:]:
            again.append(leaf)
        assert again.root() == tree_of(MANY).root()


def test_finished_subtrees_are_told_once_with_their_place() -> None:
    """Every complete subtree of seventy leaves, each at the leaf that completes it."""
    tree, told = GrowingTree(), dict[tuple[int, int], bytes]()
    for leaf in MANY:
        told |= {(level, place): found for level, place, found in tree.append(leaf)}
    hash_of = lookup(MANY)
    wanted = {
        (n, place): hash_of(place << n, 1 << n) for n in range(1, 7) for place in range(70 >> n)
    }
    assert told == wanted


def test_every_entry_of_every_small_tree_is_shown_to_be_there() -> None:
    """2,485 inclusion proofs, none accepted at another place of the same tree."""
    hash_of = lookup(MANY)
    for size in range(1, len(MANY) + 1):
        root = hash_of(0, size)
        for index in range(size):
            path = inclusion_path(index, size, hash_of)
            assert includes(MANY[index], index, size, path, root)
            assert not includes(MANY[index], (index + 1) % size, size, path, root) or size == 1


def test_every_growth_of_every_small_tree_is_shown() -> None:
    """2,415 consistency proofs; none serves for the opposite direction."""
    hash_of = lookup(MANY)
    for new in range(2, len(MANY) + 1):
        for old in range(1, new):
            path, roots = consistency_path(old, new, hash_of), (hash_of(0, old), hash_of(0, new))
            assert is_consistent(old, new, *roots, path)
            assert not is_consistent(new, old, *roots, path)


def test_no_growth_and_growth_from_nothing_prove_nothing() -> None:
    """m = n and m = 0, with an empty path and with a true one."""
    hash_of = lookup(MANY)
    path = consistency_path(3, 7, hash_of)
    for size in (1, 7, 8):
        root = hash_of(0, size)
        assert not is_consistent(size, size, root, root, [])
        assert not is_consistent(0, size, EMPTY_ROOT, root, [])
        assert not is_consistent(0, size, EMPTY_ROOT, root, path)


def test_a_root_over_any_range_is_the_root_of_a_tree_of_these_leaves() -> None:
    """Also where the range does not begin at a multiple of its size."""
    hash_of = lookup(MANY)
    assert hash_of(8, 8) == tree_of(MANY[8:16]).root()
    assert hash_of(8, 5) == tree_of(MANY[8:13]).root()
    assert root_of(0, 0, lambda level, place: b"") == EMPTY_ROOT
    assert hash_of(0, 2) == node_hash(MANY[0], MANY[1])


def test_true_proof_files_hold_and_say_what_they_show() -> None:
    """An entry with its amount, and a later seal after an earlier one."""
    forger = Forger(seed=1)
    shown = check_proof(forger.true_entry_file().text)
    assert shown.entry is not None
    assert shown.entry.lines[0].yen == 1_000 + shown.entry.seq
    grown = check_proof(forger.true_growth_file().text)
    assert grown.old == forger.seals[0].seal
    assert grown.seal == forger.seals[1].seal


@pytest.mark.parametrize("kind", Forger(seed=0, size=2).kinds())
def test_the_forger_makes_forgeries_of_this_kind_that_are_refused(kind: str) -> None:
    """One hundred of each, by name."""
    forger = Forger(seed=3)
    assert not [claim for claim in (forger.kinds()[kind]() for _ in range(100)) if claim.holds()]


def test_a_checker_that_trusts_the_path_alone_would_be_fooled() -> None:
    """The control: folding siblings as they come accepts another place; the real check does not."""
    hash_of = lookup(MANY)
    path, root = inclusion_path(2, 3, hash_of), hash_of(0, 3)
    assert node_hash(path[0], MANY[2]) == root
    assert not includes(MANY[2], 1, 3, path, root)
    assert not includes(root, 0, 3, [], root)


def test_a_proof_under_another_key_holds_but_names_that_key() -> None:
    """Whose key it is, is for the holder to compare: the command asks for it."""
    forger = Forger(seed=6)
    signed = forger.signed(2, forger.size, forger.stolen)
    file = json.loads(forger.true_entry_file().text)
    file["seal"] = {"body": signed.seal.body().decode(), "signature": signed.signature.hex()}
    shown = check_proof(json.dumps(file, ensure_ascii=False, indent=1) + "\n")
    assert fingerprint(shown.seal.public_key) == fingerprint(public_key_of(forger.stolen))


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "1", "{", "[" * 100_000, "\ud800"])
def test_what_is_no_proof_file_is_refused_with_words(text: str) -> None:
    """Never an error of another kind, nor in another language."""
    with pytest.raises(ProofRefused, match=r"^ファイル.+ません。$"):
        check_proof(text)


@given(st.lists(st.one_of(st.none(), st.text())))
def test_netstrings_read_back_as_they_were_written(fields: list[str | None]) -> None:
    """And two lists never look alike."""
    assert read_netstrings(netstrings(*fields)) == fields


@given(st.binary(max_size=40))
def test_bytes_read_as_netstrings_are_written_back_the_same(data: bytes) -> None:
    """There is one form only."""
    try:
        fields = read_netstrings(data)
    except NotNetstrings:
        return
    assert netstrings(*fields) == data
