"""Making proof files from the books: which seal, which path."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections, transaction

from fund.proof_file import ProofRefused, check_proof, entry_proof, growth_proof
from fund.proofs import HashOf, consistency_path, inclusion_path
from fund.seal_store import last_seal, read_seals
from fund.seals import NotASeal, SealedSegment, SignedSeal
from fund.trees import ChainBroken, Cursor, entry_text, entry_tree, tree_root


class NothingToProve(LookupError):
    """There is no such seal, or it does not hold what is to be proven as it stands now."""


def prove_entry(
    alias: str, segment: int, seq: int, text_of: Callable[[Cursor, int, int], bytes] = entry_text
) -> str:
    """The proof file that an entry stands in the newest seal. Raises NothingToProve.

    text_of: reads the hashed text as the one who asks may (cursor, segment, number).
    """
    with _books(alias) as cursor:
        signed = last_seal(cursor)
        if signed is None:
            raise NothingToProve("まだ一度も封印していません。")
        sealed = _of(signed, segment)
        if not 1 <= seq <= sealed.entries:
            raise NothingToProve(
                f"封印第{signed.seal.number}号に含まれる仕訳は第{sealed.entries}号までです。"
            )
        path = inclusion_path(seq - 1, sealed.entries, _hash_of(cursor, segment))
        return _held(entry_proof(text_of(cursor, segment, seq), path, signed))


def prove_growth(alias: str, segment: int, old: int, new: int) -> str:
    """The proof file that one seal's 勘定 continues another's. Raises NothingToProve."""
    with _books(alias) as cursor:
        before, after = (_numbered(cursor, number) for number in (old, new))
        sizes = _of(before, segment).entries, _of(after, segment).entries
        if not 0 < sizes[0] < sizes[1]:
            raise NothingToProve(
                "先の封印に仕訳がないか、後の封印までに仕訳が増えていません"
                f"（先 {sizes[0]}件、後 {sizes[1]}件）。"
            )
        path = consistency_path(*sizes, _hash_of(cursor, segment))
        return _held(growth_proof(segment, path, before, after))


@contextmanager
def _books(alias: str) -> Iterator[Cursor]:
    """Books to prove from; what no longer stands as it was sealed proves nothing."""
    try:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            yield cursor
    except (ChainBroken, NotASeal, ProofRefused) as error:
        raise NothingToProve(f"帳簿が封印したときのままではありません: {error}") from error


def _held(proof: str) -> str:
    """The proof, if whoever checks it will find that it holds. Raises ProofRefused."""
    check_proof(proof)
    return proof


def _numbered(cursor: Cursor, number: int) -> SignedSeal:
    found = read_seals(cursor, number - 1, 1)
    if not found or found[0].seal.number != number:
        raise NothingToProve(f"封印第{number}号はありません。")
    return found[0]


def _of(signed: SignedSeal, segment: int) -> SealedSegment:
    sealed = signed.seal.of_segment(segment)
    if sealed is None:
        raise NothingToProve(f"封印第{signed.seal.number}号に勘定 {segment} はありません。")
    return sealed


def _hash_of(cursor: Cursor, segment: int) -> HashOf:
    tree = entry_tree(segment)
    return lambda start, size: tree_root(cursor, tree, size, start)
