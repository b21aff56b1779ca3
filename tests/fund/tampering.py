"""What somebody with every right over the database can do to the books, done coherently."""

from hashlib import sha256
from typing import Any

from django.db.backends.utils import CursorWrapper

from fund.netstrings import netstrings, read_netstrings

_HEAD_FIELDS = 6


def rewrite_chain(cursor: CursorWrapper, segment: int) -> None:
    """Make chain, payload hashes and head follow from whatever the rows say now."""
    cursor.execute("SELECT max(seq) FROM ledger.entry WHERE segment_id = %s", [segment])
    (last,) = cursor.fetchone()
    found = bytes(32)
    for seq in range(1, last + 1):
        key: dict[str, Any] = {"s": segment, "q": seq, "before": found}
        cursor.execute(
            "UPDATE ledger.entry SET prev_hash = %(before)s "
            "WHERE (segment_id, seq) = (%(s)s, %(q)s)",
            key,
        )
        cursor.execute("SELECT body FROM ledger.hashed_texts(%(s)s, %(q)s, %(q)s)", key)
        text = cursor.fetchone()[0].encode()
        payload = netstrings(*read_netstrings(text)[_HEAD_FIELDS:])
        found = sha256(text).digest()
        cursor.execute(
            "UPDATE ledger.entry SET hash = %(found)s, payload_sha = %(payload)s "
            "WHERE (segment_id, seq) = (%(s)s, %(q)s)",
            {**key, "found": found, "payload": sha256(payload).digest()},
        )
    cursor.execute(
        "UPDATE ledger.segment_head SET last_seq = %s, head_hash = %s WHERE segment_id = %s",
        [last, found, segment],
    )


def raise_amount(cursor: CursorWrapper, segment: int, seq: int, yen: int) -> None:
    """Make an entry's first line bigger, with totals, running sums, balances and chain to match."""
    given = {"s": segment, "q": seq, "y": yen}
    cursor.execute(
        "SELECT book, dr_account, cr_account FROM ledger.posting "
        "WHERE (segment_id, seq, line) = (%(s)s, %(q)s, 1)",
        given,
    )
    book, debit, credit = cursor.fetchone()
    given |= {"b": book, "d": debit, "c": credit}
    for statement in (
        "UPDATE ledger.posting SET amount = amount + %(y)s "
        "WHERE (segment_id, seq, line) = (%(s)s, %(q)s, 1)",
        "UPDATE ledger.entry SET total = total + %(y)s WHERE (segment_id, seq) = (%(s)s, %(q)s)",
        "UPDATE ledger.account_balance SET debits = debits + %(y)s "
        "WHERE (segment_id, book, code) = (%(s)s, %(b)s, %(d)s)",
        "UPDATE ledger.account_balance SET credits = credits + %(y)s "
        "WHERE (segment_id, book, code) = (%(s)s, %(b)s, %(c)s)",
        *(
            f"UPDATE ledger.posting SET {column} = {column} {sign} %(y)s WHERE segment_id = %(s)s "
            f"AND book = %(b)s AND seq >= %(q)s AND {side} = %({account})s"
            for account, sign in (("d", "+"), ("c", "-"))
            for column, side in (("dr_after", "dr_account"), ("cr_after", "cr_account"))
        ),
    ):
        cursor.execute(statement, given)
    rewrite_chain(cursor, segment)


def cut_tail(cursor: CursorWrapper, segment: int, left: int) -> None:
    """Take away every entry after one, and everything that would tell of them."""
    given = {"s": segment, "q": left}
    for statement in (
        "DELETE FROM ledger.intersegment_link WHERE segment_a = %(s)s AND seq_a > %(q)s",
        "DELETE FROM ledger.intersegment_link WHERE segment_b = %(s)s AND seq_b > %(q)s",
        "UPDATE ledger.account_balance b SET "
        "debits = (SELECT coalesce(sum(amount), 0) FROM ledger.posting p WHERE p.seq <= %(q)s "
        "AND (p.segment_id, p.book, p.dr_account) = (b.segment_id, b.book, b.code)), "
        "credits = (SELECT coalesce(sum(amount), 0) FROM ledger.posting p WHERE p.seq <= %(q)s "
        "AND (p.segment_id, p.book, p.cr_account) = (b.segment_id, b.book, b.code)), "
        "last_seq = (SELECT coalesce(max(seq), 0) FROM ledger.posting p WHERE p.seq <= %(q)s "
        "AND (p.segment_id, p.book) = (b.segment_id, b.book) "
        "AND b.code IN (p.dr_account, p.cr_account)) "
        "WHERE b.segment_id = %(s)s",
        "DELETE FROM ledger.posting WHERE segment_id = %(s)s AND seq > %(q)s",
        "DELETE FROM ledger.entry WHERE segment_id = %(s)s AND seq > %(q)s",
        "UPDATE ledger.segment_head h SET last_recorded_at = e.recorded_at FROM ledger.entry e "
        "WHERE h.segment_id = %(s)s AND (e.segment_id, e.seq) = (%(s)s, %(q)s)",
    ):
        cursor.execute(statement, given)
    rewrite_chain(cursor, segment)
