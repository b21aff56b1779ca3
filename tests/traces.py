"""Whether anything changed in any table of ours or of the ledger.

A row version is known by the transaction that wrote it: an update that writes the same values again
is noticed too. Inside a transaction PostgreSQL counts what was tried; only the tables it names are
read, for what a refused act wrote and lost again is counted as well; and those from which rows may
be deleted, for of a deleted row nothing is left to see.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

OURS = """
 schemaname = 'ledger' OR (schemaname = 'public' AND relname NOT LIKE 'django\\_%'
       AND relname NOT LIKE 'auth\\_%')"""
TRIED = f"""
SELECT format('%I.%I', schemaname, relname), n_tup_ins + n_tup_upd + n_tup_del
  FROM pg_stat_xact_user_tables
 WHERE (n_tup_ins + n_tup_upd > 0 OR has_table_privilege(relid, 'DELETE')) AND ({OURS})"""
TABLES = f"SELECT format('%I.%I', schemaname, relname) FROM pg_stat_user_tables WHERE {OURS}"
Versions = dict[str, tuple[int, int]]


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Fail when any row of any table is another afterwards."""
    if not connection.in_atomic_block:
        before = _versions(_tables())
        yield
        after = _versions(_tables())
        assert after == before, _differing(before, after)
        return
    tried, ourselves = _tried(), _value("SELECT pg_current_xact_id()::text::bigint")
    before = _versions(tried)
    yield
    found = {table for table, count in _tried().items() if count != tried.get(table)}
    after = _versions(table for table in found if table in tried)
    changed = _differing({table: before[table] for table in after}, after)
    # Nothing of these was written before by the test's own transaction, or any after it.
    changed += [t for t in found if t not in tried and _is_written_since(t, ourselves)]
    assert not changed, changed


def _tried() -> dict[str, int]:
    """For each table written to in this transaction the rows written and deleted, lost or not."""
    with connection.cursor() as cursor:
        cursor.execute(TRIED)
        return dict(cursor.fetchall())


def _is_written_since(table: str, writer: int) -> bool:
    return bool(_value(f"SELECT EXISTS (SELECT FROM {table} WHERE xmin::text::bigint >= {writer})"))


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return [table for (table,) in cursor.fetchall()]


def _versions(tables: Iterable[str]) -> Versions:
    """For each table the number of its rows and a sum over their versions."""
    parts = [
        f"SELECT '{table}', count(*),"
        f" coalesce(sum(hashtid(ctid)::bigint * 31 + xmin::text::bigint), 0) FROM {table}"
        for table in tables
    ]
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {table: (count, total) for table, count, total in cursor.fetchall()}


def _differing(before: Versions, after: Versions) -> list[str]:
    return sorted(table for table in after if after[table] != before.get(table))


def _value(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])
