"""What each database role may not do to the ledger, tried as that role, statement by statement."""

from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import connections, transaction
from psycopg import sql
from pytest_django import Settings

from fund import ledger, queries
from fund.checks.registry import INVARIANTS, Books
from fund.sealer import seal_now
from tests.fund.conftest import Connection, Lived, Login
from tests.fund.ground import (
    CLERK,
    Call,
    refused,
    state_of,
    verified,
)

DENIED, GUARDED, BROKEN_CHECK, NO_PARENT = "42501", "23001", "23514", "23503"
DOORS = ("fund_app", "fund_recipient", "fund_auditor", "fund_sealer")
TABLES = (
    "segment", "segment_head", "fiscal_period", "account", "account_balance", "entry", "posting",
    "period_balance", "intersegment_link",
)  # fmt: skip


def outcome(connection: Connection, statement: str, *given: Any) -> str | None:
    """The SQLSTATE with which a statement, committed at once, is refused; None when it is not."""
    try:
        connection.execute(statement.encode(), given or None)
    except psycopg.Error as error:
        return error.sqlstate
    return None


def copied(connection: Connection, table: str) -> str | None:
    """The SQLSTATE with which COPY into a table is refused."""
    copy = sql.SQL("COPY ledger.{} FROM STDIN").format(sql.Identifier(table))
    try:
        with connection.cursor() as cursor, cursor.copy(copy):
            return None
    except psycopg.Error as error:
        return error.sqlstate


def a_column(connection: Connection, table: str) -> str:
    """A table's first column that may be set at all."""
    row = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
        "AND attidentity = '' ORDER BY attnum LIMIT 1",
        [f"ledger.{table}"],
    ).fetchone()
    assert row
    return str(row[0])


ON_EVERY_TABLE = (
    "INSERT INTO ledger.{t} DEFAULT VALUES",
    "INSERT INTO ledger.{t} ({c}) SELECT {c} FROM ledger.{t}",
    "UPDATE ledger.{t} SET {c} = {c}",
    "DELETE FROM ledger.{t}",
    "TRUNCATE ledger.{t}",
    "TRUNCATE ledger.{t} CASCADE",
    "MERGE INTO ledger.{t} x USING (SELECT 1) y ON true WHEN MATCHED THEN DELETE",
    "DO $$ BEGIN LOCK TABLE ledger.{t} IN EXCLUSIVE MODE; END $$",
    "ALTER TABLE ledger.{t} DISABLE TRIGGER ALL",
    "ALTER TABLE ledger.{t} DISABLE TRIGGER no_truncate",
    "DROP TRIGGER no_truncate ON ledger.{t}",
    "ALTER TABLE ledger.{t} DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE ledger.{t} ADD COLUMN x int",
    "ALTER TABLE ledger.{t} OWNER TO {me}",
    "ALTER TABLE ledger.{t} SET SCHEMA public",
    "CREATE POLICY all_of_it ON ledger.{t} USING (true)",
    "CREATE RULE swallow AS ON INSERT TO ledger.{t} DO INSTEAD NOTHING",
    "CREATE TRIGGER mine BEFORE INSERT ON ledger.{t} EXECUTE FUNCTION ledger.refuse_change()",
    "CREATE INDEX mine ON ledger.{t} ({c})",
    "COMMENT ON TABLE ledger.{t} IS 'mine'",
    "DROP TABLE ledger.{t} CASCADE",
)


@pytest.mark.parametrize("role", DOORS)
def test_no_door_writes_or_alters_any_table(lived: Lived, login: Login, role: str) -> None:
    before = [state_of(lived.segment), state_of(lived.other)]
    connection = login(role)
    # The auditor's sessions read only by default; what counts is that leaving that gains nothing.
    connection.execute("SET default_transaction_read_only = off")
    allowed = []
    for table in TABLES:
        column = a_column(connection, table)
        statements = [s.format(t=table, c=column, me=role) for s in ON_EVERY_TABLE]
        allowed += [s for s in statements if outcome(connection, s) != DENIED]
        allowed += [f"COPY {table}"] if copied(connection, table) != DENIED else []
    assert allowed == []
    assert [state_of(lived.segment), state_of(lived.other)] == before


@pytest.mark.parametrize("role", DOORS)
def test_no_door_locks_a_row_against_the_others(lived: Lived, login: Login, role: str) -> None:
    connection = login(role)
    connection.execute("SET default_transaction_read_only = off")
    for table in TABLES:
        for strength in ("UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE"):
            statement = f"SELECT * FROM ledger.{table} FOR {strength}"
            assert outcome(connection, statement) == DENIED, statement


OF_THE_WHOLE = (
    "SET session_replication_role = replica",
    "SET ROLE ledger_owner",
    "SET ROLE fund_migrate",
    "SET SESSION AUTHORIZATION postgres",
    "ALTER ROLE {me} SUPERUSER",
    "ALTER ROLE {me} BYPASSRLS",
    "ALTER ROLE postgres PASSWORD 'x'",
    "CREATE ROLE accomplice",
    "GRANT ledger_owner TO {me}",
    "ALTER SYSTEM SET fsync = off",
    "ALTER DATABASE fund SET synchronous_commit = off",
    "CREATE SCHEMA mine",
    "CREATE TABLE ledger.mine (x int)",
    "CREATE TABLE public.mine (x int)",
    "CREATE TEMP TABLE account_balance (x int)",
    "CREATE VIEW ledger.mine AS SELECT 1 AS x",
    "CREATE FUNCTION ledger.mine() RETURNS int LANGUAGE sql RETURN 1",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql RETURN 1",
    "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql RETURN 1",
    "CREATE OR REPLACE FUNCTION ledger.ns(field text) RETURNS text LANGUAGE sql RETURN ''",
    "ALTER FUNCTION ledger.ns(text) OWNER TO {me}",
    "ALTER FUNCTION ledger.ns(text) SET search_path = public",
    "DROP FUNCTION ledger.ns(text) CASCADE",
    "DROP SCHEMA ledger CASCADE",
    "ALTER SCHEMA ledger RENAME TO gone",
    "DROP EXTENSION btree_gist CASCADE",
    "CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION ledger.refuse_change()",
    "SELECT setval('ledger.account_id_seq', 1)",
    "SELECT nextval('ledger.account_id_seq')",
    "SELECT rolpassword FROM pg_authid",
    "SELECT pg_read_file('/etc/passwd')",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY ledger.entry TO '/tmp/x'",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_creat(-1)",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT ledger.open_segment(99999, 'MINE', 'x')",
    "SELECT ledger.open_chart_account(1, 'P', 'X', 'x', 'A', 'D', '-', false)",
    "SELECT ledger.lock_head(1)",
    "SELECT ledger.write_entry(1, 'k', 'E', '2024-04-01', NULL, NULL, NULL, NULL, NULL, NULL, "
    "'m', false, '{{P}}', '{{1101}}', '{{2151}}', '{{1}}', '{{NULL}}', '{{NULL}}', '{{NULL}}', "
    "'{{NULL}}')",
)


@pytest.mark.parametrize("role", DOORS)
def test_no_door_raises_itself_or_makes_anything(committed: None, login: Login, role: str) -> None:
    connection = login(role)
    connection.execute("SET default_transaction_read_only = off")
    statements = [statement.format(me=role) for statement in OF_THE_WHOLE]
    allowed = {s: state for s in statements if (state := outcome(connection, s)) != DENIED}
    assert allowed == {}


@pytest.mark.parametrize("role", DOORS)
def test_granting_oneself_a_right_gives_none(committed: None, login: Login, role: str) -> None:
    connection = login(role)
    connection.execute("SET default_transaction_read_only = off")
    for table in TABLES:
        outcome(connection, f"GRANT INSERT, UPDATE, DELETE, TRUNCATE ON ledger.{table} TO {role}")
        rights = connection.execute(
            "SELECT has_table_privilege(%s, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER') "
            "OR has_any_column_privilege(%s, 'INSERT, UPDATE, REFERENCES')",
            [f"ledger.{table}"] * 2,
        ).fetchone()
        assert rights == (False,), table


FUNCTIONS = (
    "ledger.post", "ledger.post_batch", "ledger.reverse", "ledger.open_sub_account",
    "ledger.open_fiscal_year", "ledger.close_period", "ledger.link_entries",
)  # fmt: skip


@pytest.mark.parametrize("role", ["fund_recipient", "fund_auditor", "fund_sealer"])
def test_only_the_officers_door_may_call_a_posting_function(
    segment: int, login: Login, role: str
) -> None:
    connection = login(role)
    for function in FUNCTIONS:
        may = "SELECT has_function_privilege(%s::regproc::oid, 'EXECUTE')"
        assert connection.execute(may, [function]).fetchone() == (False,), function
        assert login("fund_app").execute(may, [function]).fetchone() == (True,), function
    connection.execute("SET default_transaction_read_only = off")
    assert outcome(connection, ledger.POST, *Call(segment).arguments) == DENIED


def test_the_auditors_sessions_do_not_write_even_where_they_could(
    committed: None, login: Login
) -> None:
    assert outcome(login("fund_auditor"), "CREATE TEMP TABLE x (y int)") in {"25006", DENIED}
    shown = login("fund_auditor").execute("SHOW default_transaction_read_only").fetchone()
    assert shown == ("on",)


def call(segment: int, **given: Any) -> Callable[[Connection], str | None]:
    """A call of ledger.post() with something wrong in it."""
    return lambda door: outcome(door, ledger.POST, *Call(segment, **given).arguments)


def test_what_the_officers_door_may_call_still_refuses_what_is_wrong(
    lived: Lived, login: Login
) -> None:
    door, here, there = login("fund_app"), lived.segment, lived.other
    budget_line: dict[str, Any] = {"books": ("B",), "debits": ("B200",)}
    grant_code = f"B300:{lived.grant.number}"
    attempts: dict[str, tuple[Callable[[Connection], str | None], str]] = {
        "across segments": (
            call(there, books=("B",), debits=("B100",), credits=(grant_code,)),
            NO_PARENT,
        ),
        "across books": (call(here, debits=("1101",), credits=("B200",)), NO_PARENT),
        "overdrawing the budget": (
            call(here, **budget_line, credits=(grant_code,), amounts=(1001,)),
            BROKEN_CHECK,
        ),
        "overdrawing cash": (
            call(here, debits=("2151",), credits=("1101",), amounts=(941,)),
            BROKEN_CHECK,
        ),
        "into a closed month": (call(here, effective=date(2024, 4, 1)), BROKEN_CHECK),
        "with a key used for something else": (call(here, key="endowment"), "23505"),
        "with nothing": (call(here, amounts=()), "22023"),
        "as its own approver": (call(here, approver=CLERK), BROKEN_CHECK),
        "a forged mirror": (call(here, event="REVERSAL"), BROKEN_CHECK),
    }
    before = [state_of(here), state_of(there)]
    results = {name: attempt(door) for name, (attempt, _) in attempts.items()}
    assert results == {name: sqlstate for name, (_, sqlstate) in attempts.items()}
    assert [state_of(here), state_of(there)] == before


def test_deferring_constraints_lets_nothing_through(lived: Lived, login: Login) -> None:
    door = login("fund_app")
    with refused(BROKEN_CHECK), door.transaction():
        door.execute("SET CONSTRAINTS ALL DEFERRED")
        wrong = Call(lived.segment, debits=("2151",), credits=("1101",), amounts=(941,))
        door.execute(ledger.POST, wrong.arguments)


@pytest.mark.parametrize("level", ["off", "local", "remote_write"])
def test_a_commit_that_could_be_lost_is_refused(lived: Lived, login: Login, level: str) -> None:
    door = login("fund_app")
    before = state_of(lived.segment)
    for when in (0, 1):
        with refused(GUARDED), door.transaction():
            if when == 0:
                door.execute(sql.SQL("SET LOCAL synchronous_commit = {}").format(level))
            door.execute(ledger.POST, Call(lived.segment).arguments)
            if when == 1:
                door.execute(sql.SQL("SET synchronous_commit = {}").format(level))
    assert state_of(lived.segment) == before
    door.execute(ledger.POST, Call(lived.segment).arguments)
    assert queries.head(lived.segment).seq == 5


NO_HEAD_MOVES = (
    "SELECT ledger.close_period({s}, 202402, gen_random_uuid(), gen_random_uuid())",
    "SELECT ledger.open_fiscal_year({s}, 2030)",
    "SELECT ledger.open_sub_account({s}, 'B300', 'G9', 'x', gen_random_uuid(), NULL)",
    "SELECT ledger.link_entries({s}, 1, {o}, 2, gen_random_uuid())",
)


@pytest.mark.parametrize("statement", NO_HEAD_MOVES)
def test_what_moves_no_head_is_not_committed_weakly_either(
    lived: Lived, login: Login, statement: str
) -> None:
    door, change = login("fund_app"), statement.format(s=lived.segment, o=lived.other)
    door.execute(ledger.POST, Call(lived.other, amounts=(2000,)).arguments)
    before = state_of(lived.segment)
    door.execute("SET synchronous_commit = off")
    assert outcome(door, change) == GUARDED
    assert state_of(lived.segment) == before
    door.execute("SET synchronous_commit = on")
    assert outcome(door, change) is None


def test_a_seal_is_not_committed_weakly_either(segment: int) -> None:
    before = seal_now()
    with connections["sealer"].cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        try:
            with refused(GUARDED):
                seal_now()
        finally:
            cursor.execute("SET synchronous_commit = on")
    assert seal_now().seal.number == before.seal.number + 1


def test_tables_and_functions_of_the_session_do_not_stand_in_for_the_ledgers(
    lived: Lived, login: Login
) -> None:
    session = login("postgres")
    for table in ("segment_head", "account_balance", "entry", "posting", "fiscal_period"):
        name = sql.Identifier(table)
        session.execute(sql.SQL("CREATE TEMP TABLE {} (LIKE ledger.{})").format(name, name))
        session.execute(sql.SQL("GRANT ALL ON pg_temp.{} TO fund_app").format(name))
    session.execute("CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql RETURN $1")
    session.execute("CREATE FUNCTION pg_temp.ns(text) RETURNS text LANGUAGE sql RETURN 'x'")
    session.execute(
        "CREATE FUNCTION pg_temp.clock_timestamp() RETURNS timestamptz LANGUAGE sql "
        "RETURN '1999-01-01'::timestamptz"
    )
    session.execute("SET ROLE fund_app")
    session.execute("SET search_path = pg_temp, public, ledger, pg_catalog")
    session.execute(ledger.POST.encode(), Call(lived.segment).arguments)
    assert session.execute("SELECT count(*) FROM pg_temp.posting").fetchone() == (0,)
    kept = queries.entry(lived.segment, 5)
    assert kept is not None
    assert kept.recorded_at.year > 2000
    assert verified(lived.segment)


BY_THE_OWNER = {
    "segment": ("UPDATE", "DELETE"),
    "account": ("UPDATE", "DELETE"),
    "entry": ("UPDATE", "DELETE"),
    "posting": ("UPDATE", "DELETE"),
    "period_balance": ("UPDATE", "DELETE"),
    "intersegment_link": ("UPDATE", "DELETE"),
    "fiscal_period": ("DELETE",),
    "segment_head": ("DELETE",),
    "account_balance": ("DELETE",),
}


@pytest.mark.parametrize("role", ["fund_migrate", "postgres"])
@pytest.mark.parametrize("mode", ["origin", "replica"])
def test_even_the_owner_and_the_superuser_cannot_change_what_is_written(
    lived: Lived, login: Login, role: str, mode: str
) -> None:
    connection = login(role)
    if mode == "replica" and role == "fund_migrate":
        assert outcome(connection, "SET session_replication_role = replica") == DENIED
    elif mode == "replica":
        connection.execute("SET session_replication_role = replica")
    before = [state_of(lived.segment), state_of(lived.other)]
    for table, verbs in BY_THE_OWNER.items():
        column = a_column(connection, table)
        for verb in verbs:
            change = {
                "UPDATE": f"UPDATE ledger.{table} SET {column} = {column}",
                "DELETE": f"DELETE FROM ledger.{table}",
            }[verb]
            assert outcome(connection, change) == GUARDED, change
        assert outcome(connection, f"TRUNCATE ledger.{table} CASCADE") == GUARDED, table
    assert [state_of(lived.segment), state_of(lived.other)] == before


def test_the_owner_cannot_reopen_or_move_a_closed_period(lived: Lived, login: Login) -> None:
    owner = login("fund_migrate")
    for change in (
        "status = 'open', close_seq = NULL, close_hash = NULL, closed_at = NULL, closed_by = NULL",
        "close_seq = 0",
        "ends = '2024-05-01'",
    ):
        statement = (
            f"UPDATE ledger.fiscal_period SET {change} WHERE segment_id = %s AND period_id = 202401"
        )
        assert outcome(owner, statement, lived.segment) == GUARDED, change
    moved = "UPDATE ledger.fiscal_period SET starts = starts + 1 WHERE segment_id = %s"
    assert outcome(owner, moved, lived.segment) == GUARDED


def test_the_owner_cannot_overdraw_a_balance(lived: Lived, login: Login) -> None:
    overdraw = (
        "UPDATE ledger.account_balance SET debits = credits + 1 WHERE segment_id = %s "
        "AND code = 'B200'"
    )
    assert outcome(login("fund_migrate"), overdraw, lived.segment) == BROKEN_CHECK


NEXT_ENTRY = """
INSERT INTO ledger.entry (segment_id, seq, entry_id, idem_key, payload_sha, event_type,
    effective_date, original_date, recorded_at, period_id, reverses_seq, actor, approver, doc_ref,
    doc_sha, memo, n_posts, total, prev_hash, hash)
SELECT segment_id, {seq}, gen_random_uuid(), 'next', payload_sha, {event_type}, effective_date,
    {original_date}, recorded_at, period_id, {reverses_seq}, actor, {approver}, {doc_ref},
    {doc_sha}, memo, n_posts, total, hash, hash
  FROM ledger.entry WHERE segment_id = %s ORDER BY seq DESC LIMIT 1
"""
SOUND = {
    "seq": "seq + 1", "event_type": "'NEXT'", "original_date": "effective_date",
    "reverses_seq": "NULL", "approver": "gen_random_uuid()", "doc_ref": "NULL", "doc_sha": "NULL",
}  # fmt: skip


@pytest.mark.parametrize("role", ["fund_migrate", "postgres"])
@pytest.mark.parametrize(
    "wrong",
    [
        {"seq": "0"},
        {"original_date": "effective_date + 1"},
        {"original_date": "DATE '1999-12-31'"},
        {"event_type": "'REVERSAL'"},
        {"reverses_seq": "1"},
        {"event_type": "'REVERSAL'", "reverses_seq": "seq + 1"},
        {"approver": "actor"},
        {"doc_ref": "gen_random_uuid()"},
        {"doc_sha": "sha256('')"},
    ],
    ids=str,
)
def test_an_entry_that_is_not_sound_is_written_by_nobody(
    lived: Lived, login: Login, role: str, wrong: dict[str, str]
) -> None:
    owner = login(role)
    assert outcome(owner, NEXT_ENTRY.format(**SOUND | wrong), lived.segment) == BROKEN_CHECK
    with owner.transaction(force_rollback=True):
        assert owner.execute(NEXT_ENTRY.format(**SOUND), [lived.segment]).rowcount == 1


LATE_LINE = """
INSERT INTO ledger.posting (segment_id, seq, line, book, dr_account, cr_account, amount, dr_after,
                            cr_after)
SELECT segment_id, seq, line + %s, book, dr_account, cr_account, amount, dr_after, cr_after
  FROM ledger.posting WHERE segment_id = %s AND seq = %s AND line = 1
"""


@pytest.mark.parametrize("role", ["fund_migrate", "postgres"])
def test_no_line_joins_an_entry_that_is_already_written(
    lived: Lived, login: Login, role: str
) -> None:
    connection = login(role)
    for seq in (1, 2, 4):
        assert outcome(connection, LATE_LINE, 10, lived.segment, seq) == GUARDED
    assert outcome(connection, LATE_LINE, 0, lived.segment, 1) == "23505"
    with refused(GUARDED), connection.transaction():
        connection.execute(ledger.POST.encode(), Call(lived.segment).arguments)
        connection.execute(LATE_LINE.encode(), [10, lived.segment, 5])


LATE_ENTRY = """
INSERT INTO ledger.entry (segment_id, seq, entry_id, idem_key, payload_sha, event_type,
    effective_date, recorded_at, period_id, actor, memo, n_posts, total, prev_hash, hash)
SELECT segment_id, seq, gen_random_uuid(), 'late', payload_sha, event_type, effective_date,
       recorded_at, period_id, actor, memo, n_posts, total, prev_hash, hash
  FROM ledger.entry WHERE segment_id = %s AND seq = %s
"""


@pytest.mark.parametrize("role", ["fund_migrate", "postgres"])
def test_no_entry_takes_the_place_of_another(lived: Lived, login: Login, role: str) -> None:
    for seq in (1, 2, 4):
        assert outcome(login(role), LATE_ENTRY, lived.segment, seq) == "23505"


def test_a_line_across_segments_has_no_representation(lived: Lived, login: Login) -> None:
    """Not even the superuser can write one: a line has one segment, and both accounts are in it."""
    wrong = (
        "INSERT INTO ledger.posting VALUES (%s, 3, 1, 'B', 'B200', %s, 1, NULL, NULL, NULL, NULL, "
        "0, 0)"
    )
    superuser = login("postgres")
    entry = (
        "INSERT INTO ledger.entry (segment_id, seq, entry_id, idem_key, payload_sha, event_type, "
        "effective_date, recorded_at, period_id, actor, memo, n_posts, total, prev_hash, hash) "
        "SELECT segment_id, 3, gen_random_uuid(), 'x', payload_sha, event_type, effective_date, "
        "recorded_at, period_id, actor, memo, n_posts, total, prev_hash, hash FROM ledger.entry "
        "WHERE segment_id = %s AND seq = 1"
    )
    with refused(NO_PARENT), superuser.transaction():
        superuser.execute(entry.encode(), [lived.other])
        superuser.execute(wrong.encode(), [lived.other, f"B300:{lived.grant.number}"])


GUARDS = (
    "ledger_tables_are_guarded",
    "late_lines_and_weak_commits_are_refused",
    "records_are_guarded",
    "constraints_are_in_force",
    "ledger_columns_are_whole_numbers",
    "nobody_writes_but_the_functions",
    "only_the_inside_calls_the_functions",
    "outsiders_see_their_own_rows",
    "functions_are_those_released",
    "settings_keep_what_was_acknowledged",
    "login_roles_have_no_power",
    "nobody_else_stands_above_the_guards",
    "no_cast_was_added",
    "nothing_carries_the_rows_away",
    "new_objects_are_given_as_released",
)


def findings(superuser: str, invariant: str, *statements: str) -> list[str]:
    """What an invariant says after the superuser's statements, which are then undone."""
    with transaction.atomic(using=superuser), connections[superuser].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        found = [str(bad) for bad in INVARIANTS[invariant].broken_by(Books(cursor, {1: "BATTERY"}))]
        transaction.set_rollback(True, using=superuser)
    return found


@pytest.mark.parametrize("invariant", GUARDS)
def test_every_table_of_the_ledger_is_guarded(superuser: str, invariant: str) -> None:
    assert findings(superuser, invariant) == []


LOOSE = "CREATE TABLE ledger.loose (segment_id int, yen numeric)"
PLANTED = [
    ("ledger_tables_are_guarded", [LOOSE], "ledger.loose is not guarded against DELETE"),
    (
        "ledger_tables_are_guarded",
        ["ALTER TABLE ledger.entry DISABLE TRIGGER no_change"],
        "trigger no_change on ledger.entry is off",
    ),
    (
        "ledger_tables_are_guarded",
        ["ALTER TABLE ledger.posting ENABLE TRIGGER no_truncate"],
        "ledger.posting is not guarded against TRUNCATE",
    ),
    (
        "ledger_tables_are_guarded",
        ["DROP TRIGGER no_change ON ledger.account"],
        "ledger.account is not guarded against UPDATE",
    ),
    (
        "ledger_tables_are_guarded",
        [
            "DROP TRIGGER no_change ON ledger.account",
            "CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON ledger.account FOR EACH ROW "
            "WHEN (OLD.code = 'X') EXECUTE FUNCTION ledger.refuse_change()",
            "ALTER TABLE ledger.account ENABLE ALWAYS TRIGGER no_change",
        ],
        "ledger.account is not guarded against DELETE",
    ),
    (
        "late_lines_and_weak_commits_are_refused",
        ["DROP TRIGGER no_weak_commit ON ledger.segment_head"],
        "ledger.segment_head lacks the guard refuse_weak_commit()",
    ),
    *(
        (
            "late_lines_and_weak_commits_are_refused",
            [f"DROP TRIGGER no_weak_commit ON ledger.{table}"],
            f"ledger.{table} lacks the guard refuse_weak_commit()",
        )
        for table in ("fiscal_period", "account", "intersegment_link", "seal")
    ),
    (
        "constraints_are_in_force",
        ["DROP TRIGGER no_weak_commit ON ledger.seal"],
        "ledger.seal has lost a constraint: 1 of kind t",
    ),
    (
        "late_lines_and_weak_commits_are_refused",
        ["DROP TRIGGER no_late_lines ON ledger.posting"],
        "ledger.posting lacks the guard refuse_late_lines()",
    ),
    (
        "records_are_guarded",
        ["DROP TRIGGER no_change ON workflow_actrecord"],
        "workflow_actrecord is not guarded",
    ),
    (
        "records_are_guarded",
        ["ALTER TABLE fund_periodclose ENABLE TRIGGER close_stands"],
        "trigger close_stands on fund_periodclose does not always fire",
    ),
    (
        "constraints_are_in_force",
        ["ALTER TABLE ledger.entry DROP CONSTRAINT entry_is_sound"],
        "ledger.entry has lost a constraint",
    ),
    (
        "constraints_are_in_force",
        ["DROP INDEX ledger.entry_is_reversed_once"],
        "ledger.entry has lost a constraint: 1 of kind i",
    ),
    (
        "constraints_are_in_force",
        ["ALTER TABLE ledger.account ADD CONSTRAINT x CHECK (bound <> 'X') NOT VALID"],
        "are not validated",
    ),
    (
        "constraints_are_in_force",
        ["ALTER DOMAIN ledger.digest DROP CONSTRAINT digest_check"],
        "ledger.segment_head.head_hash is not of type digest",
    ),
    (
        "constraints_are_in_force",
        ["ALTER TABLE ledger.posting ALTER cost_item TYPE text"],
        "ledger.posting.cost_item is not of type cost_item",
    ),
    ("ledger_columns_are_whole_numbers", [LOOSE], "ledger.loose.yen is numeric"),
    (
        "ledger_columns_are_whole_numbers",
        ["CREATE DOMAIN ledger.broken AS numeric", LOOSE.replace("numeric", "ledger.broken")],
        "ledger.loose.yen is ledger.broken",
    ),
    (
        "nobody_writes_but_the_functions",
        ["GRANT INSERT ON ledger.posting TO fund_app"],
        "fund_app holds INSERT on posting",
    ),
    (
        "nobody_writes_but_the_functions",
        ["GRANT UPDATE (memo) ON ledger.entry TO fund_auditor"],
        "fund_auditor holds UPDATE on entry",
    ),
    (
        "nobody_writes_but_the_functions",
        ["GRANT CREATE ON SCHEMA ledger TO fund_app"],
        "fund_app holds CREATE on ledger",
    ),
    (
        "nobody_writes_but_the_functions",
        ["GRANT ledger_owner TO fund_app"],
        "fund_app holds MEMBER on ledger_owner",
    ),
    (
        "nobody_writes_but_the_functions",
        ["ALTER TABLE ledger.entry OWNER TO fund_migrate"],
        "fund_migrate holds OWNER on entry",
    ),
    (
        "only_the_inside_calls_the_functions",
        ["GRANT EXECUTE ON FUNCTION ledger.reverse TO fund_recipient"],
        "fund_recipient may call ledger.reverse",
    ),
    (
        "only_the_inside_calls_the_functions",
        ["GRANT EXECUTE ON FUNCTION ledger.lock_head TO PUBLIC"],
        "PUBLIC may call ledger.lock_head",
    ),
    (
        "outsiders_see_their_own_rows",
        ["ALTER TABLE ledger.posting DISABLE ROW LEVEL SECURITY"],
        "ledger.posting is not fenced",
    ),
    (
        "outsiders_see_their_own_rows",
        ["CREATE POLICY more ON ledger.entry FOR SELECT TO fund_recipient USING (true)"],
        "ledger.entry is not fenced",
    ),
    (
        "outsiders_see_their_own_rows",
        ["GRANT SELECT ON ledger.period_balance TO fund_recipient"],
        "ledger.period_balance is not fenced",
    ),
    (
        "functions_are_those_released",
        [
            "CREATE OR REPLACE FUNCTION ledger.ns(field text) RETURNS text LANGUAGE sql IMMUTABLE "
            "PARALLEL SAFE AS $$ SELECT coalesce(field, '') $$"
        ],
        "function ledger.ns is not what its file says",
    ),
    (
        "functions_are_those_released",
        ["ALTER FUNCTION ledger.post SET search_path = public"],
        "function ledger.post is not what its file says",
    ),
    (
        "functions_are_those_released",
        ["CREATE FUNCTION ledger.post(x int) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$"],
        "function ledger.post stands 2 times",
    ),
    (
        "functions_are_those_released",
        [
            "CREATE FUNCTION public.back_door() RETURNS int LANGUAGE sql SECURITY DEFINER "
            "AS $$ SELECT 1 $$"
        ],
        "function public.back_door stands in no file",
    ),
    (
        "functions_are_those_released",
        ["DROP FUNCTION ledger.link_entries"],
        "function ledger.link_entries stands 0 times",
    ),
    (
        "settings_keep_what_was_acknowledged",
        ["SET LOCAL synchronous_commit = off"],
        "synchronous_commit is off",
    ),
    (
        "settings_keep_what_was_acknowledged",
        ["SET LOCAL default_transaction_isolation = 'repeatable read'"],
        "transactions begin repeatable read",
    ),
    (
        "settings_keep_what_was_acknowledged",
        ["ALTER ROLE fund_app SET synchronous_commit = off"],
        "fund_app is given synchronous_commit=off",
    ),
    (
        "login_roles_have_no_power",
        ["ALTER ROLE fund_app BYPASSRLS"],
        "fund_app stands above the guards",
    ),
    (
        "login_roles_have_no_power",
        ["GRANT pg_write_all_data TO fund_auditor"],
        "fund_auditor is a member of pg_write_all_data",
    ),
    (
        "login_roles_have_no_power",
        ["GRANT SET ON PARAMETER session_replication_role TO fund_app"],
        "fund_app may change session_replication_role",
    ),
    ("login_roles_have_no_power", ["ALTER ROLE ledger_owner LOGIN"], "ledger_owner may log in"),
    (
        "login_roles_have_no_power",
        ["GRANT CREATE ON SCHEMA public TO fund_recipient"],
        "fund_recipient may make tables",
    ),
    (
        "nobody_else_stands_above_the_guards",
        ["CREATE ROLE second LOGIN SUPERUSER"],
        "second is a superuser (not named in FUND_ACCEPTED)",
    ),
    (
        "nobody_else_stands_above_the_guards",
        ["CREATE ROLE second LOGIN BYPASSRLS"],
        "second passes row security",
    ),
    (
        "nobody_else_stands_above_the_guards",
        ["CREATE ROLE second LOGIN REPLICATION"],
        "second may replicate",
    ),
    (
        "no_cast_was_added",
        ["CREATE CAST (text AS bigint) WITH INOUT AS IMPLICIT"],
        "cast from text to bigint",
    ),
    (
        "nothing_carries_the_rows_away",
        ["CREATE PUBLICATION everything FOR ALL TABLES"],
        "publication everything",
    ),
    (
        "nothing_carries_the_rows_away",
        ["CREATE SUBSCRIPTION other CONNECTION '' PUBLICATION p WITH (connect = false)"],
        "subscription other",
    ),
    (
        "new_objects_are_given_as_released",
        [
            "ALTER DEFAULT PRIVILEGES FOR ROLE fund_migrate IN SCHEMA public "
            "GRANT SELECT ON TABLES TO fund_recipient"
        ],
        "fund_recipient is given SELECT on what fund_migrate makes later (r, public)",
    ),
    (
        "new_objects_are_given_as_released",
        ["ALTER DEFAULT PRIVILEGES FOR ROLE ledger_owner GRANT ALL ON TABLES TO fund_app"],
        "fund_app is given INSERT on what ledger_owner makes later (r, every schema)",
    ),
    (
        "new_objects_are_given_as_released",
        ["ALTER DEFAULT PRIVILEGES FOR ROLE ledger_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC"],
        "ledger_owner is no longer given EXECUTE on what ledger_owner makes later",
    ),
    (
        "ledger_tables_are_guarded",
        ["CREATE RULE other AS ON INSERT TO ledger.posting DO INSTEAD NOTHING"],
        "rule other on ledger.posting",
    ),
    (
        "records_are_guarded",
        ["CREATE RULE other AS ON INSERT TO workflow_approval DO INSTEAD NOTHING"],
        "rule other on workflow_approval",
    ),
    (
        "records_are_guarded",
        ["GRANT TRUNCATE ON workflow_actrecord TO fund_app"],
        "fund_app holds TRUNCATE on workflow_actrecord",
    ),
    (
        "constraints_are_in_force",
        ["ALTER TABLE fund_placement DROP CONSTRAINT placement_takes_three_people"],
        "fund_placement has lost its constraint placement_takes_three_people",
    ),
    (
        "outsiders_see_their_own_rows",
        ["ALTER TABLE grants_grant DISABLE ROW LEVEL SECURITY"],
        "grants_grant is not fenced",
    ),
    (
        "outsiders_see_their_own_rows",
        ["CREATE POLICY more ON grants_grant FOR SELECT TO PUBLIC USING (true)"],
        "grants_grant is not fenced",
    ),
]


@pytest.mark.parametrize(("invariant", "statements", "what"), PLANTED)
def test_a_guard_that_was_taken_away_is_named(
    superuser: str, invariant: str, statements: list[str], what: str
) -> None:
    found = findings(superuser, invariant, *statements)
    assert any(what in finding for finding in found), found


def test_what_the_operator_answers_for_is_not_told(superuser: str, settings: Settings) -> None:
    settings.ACCEPTED = ["provider"]
    statements = ["CREATE ROLE provider LOGIN SUPERUSER", "CREATE ROLE second LOGIN SUPERUSER"]
    found = findings(superuser, "nobody_else_stands_above_the_guards", *statements)
    assert found == ["second is a superuser (not named in FUND_ACCEPTED)"]


def test_who_cannot_log_in_stands_above_nothing(superuser: str) -> None:
    assert not findings(superuser, "nobody_else_stands_above_the_guards", "CREATE ROLE g SUPERUSER")


def test_a_replication_slot_is_told_unless_it_is_accepted(
    superuser: str, login: Login, settings: Settings
) -> None:
    connection = login("postgres")
    connection.execute("SELECT pg_create_physical_replication_slot('standby')")
    try:
        found = findings(superuser, "nothing_carries_the_rows_away")
        settings.ACCEPTED = ["standby"]
        accepted = findings(superuser, "nothing_carries_the_rows_away")
    finally:
        connection.execute("SELECT pg_drop_replication_slot('standby')")
    assert found == ["replication slot standby (not named in FUND_ACCEPTED)"]
    assert accepted == []
