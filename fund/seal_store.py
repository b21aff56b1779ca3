"""What seals are made from and what they were: stored seals, digests of the books as they stand."""

from hashlib import sha256

from django.db import connection

from fund.netstrings import netstrings
from fund.seals import NotASeal, Seal, SignedSeal
from fund.trees import Cursor


def read_seals(cursor: Cursor, after: int = 0, limit: int = 10_000) -> list[SignedSeal]:
    """Stored seals with a number above `after`, in order. Raises NotASeal where one is none."""
    cursor.execute(
        "SELECT number, body, signature FROM ledger.seal WHERE number > %s "
        "ORDER BY number LIMIT %s",
        [after, limit],
    )
    return [_stored(*row) for row in cursor.fetchall()]


def _stored(number: int, body: str, signature: bytes) -> SignedSeal:
    try:
        return SignedSeal(Seal.read(body.encode()), bytes(signature))
    except NotASeal as error:
        raise NotASeal(f"保存された封印第{number}号が正規の形ではありません。") from error


def last_seal(cursor: Cursor) -> SignedSeal | None:
    """The newest stored seal."""
    cursor.execute("SELECT coalesce(max(number), 0) FROM ledger.seal")
    row = cursor.fetchone()
    found = read_seals(cursor, row[0] - 1) if row else []
    return found[-1] if found else None


def newest_seal() -> SignedSeal | None:
    """The newest seal as this process's own role sees it."""
    with connection.cursor() as cursor:
        return last_seal(cursor)


def balances_digest(cursor: Cursor, segment: int) -> bytes:
    """SHA-256 over every account that was ever moved: book, code, debits, credits."""
    cursor.execute(
        "SELECT book, code, debits, credits FROM ledger.account_balance "
        "WHERE segment_id = %s AND (debits > 0 OR credits > 0) ORDER BY book, code",
        [segment],
    )
    return sha256(b"".join(netstrings(*row) for row in cursor.fetchall())).digest()


def account_rows(cursor: Cursor, segment: int) -> list[bytes]:
    """The canonical bytes of the account table's rows, in the order they were opened."""
    cursor.execute(
        "SELECT book, code, name, kind, normal_side, bound, is_group::int, parent_code, grant_ref, "
        "party, ledger.micros(opened_at) FROM ledger.account WHERE segment_id = %s ORDER BY id",
        [segment],
    )
    return [netstrings(*row) for row in cursor.fetchall()]
