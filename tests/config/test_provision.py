"""What the roles may do before anybody has granted them anything, and provisioning twice."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from config.stack.house import House
from config.stack.provision import provision
from config.stack.roles import ROLES
from config.testing.fixtures import HOUSE


@pytest.fixture
def house(pytestconfig: pytest.Config, committed: None) -> House:
    """The running servers of this test run."""
    return pytestconfig.stash[HOUSE]


@pytest.fixture
def owner(committed: None) -> Iterator[CursorWrapper]:
    """A cursor of the migrating role whose work is undone."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        yield cursor
        transaction.set_rollback(True, using="owner")


def _may(cursor: CursorWrapper, role: str, privilege: str, table: str) -> bool:
    cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, privilege])
    return bool(cursor.fetchone()[0])


def test_provisioning_twice_changes_nothing(house: House) -> None:
    query = (
        "SELECT (SELECT array_agg(r ORDER BY r) FROM (SELECT rolname || rolcanlogin || rolsuper"
        " || rolcreaterole || rolbypassrls FROM pg_roles) AS roles(r)),"
        " (SELECT array_agg(s ORDER BY s) FROM (SELECT setrole || setconfig::text"
        " FROM pg_db_role_setting) AS settings(s)),"
        " (SELECT array_agg(d ORDER BY d) FROM (SELECT datname || datacl::text FROM pg_database)"
        " AS bases(d))"
    )
    with psycopg.connect(house.postgres.admin.url()) as server:
        before = server.execute(query).fetchone()
    provision(house.postgres.admin, house.logins())
    with psycopg.connect(house.postgres.admin.url()) as server:
        assert server.execute(query).fetchone() == before


def test_a_new_table_can_be_neither_deleted_from_nor_seen_outside(owner: CursorWrapper) -> None:
    owner.execute("CREATE TABLE public.novelty (id int)")
    assert _may(owner, "fund_app", "INSERT", "public.novelty")
    assert not _may(owner, "fund_app", "DELETE", "public.novelty")
    assert not _may(owner, "fund_app", "TRUNCATE", "public.novelty")
    assert _may(owner, "fund_auditor", "SELECT", "public.novelty")
    assert not _may(owner, "fund_auditor", "INSERT", "public.novelty")
    assert not _may(owner, "fund_recipient", "SELECT", "public.novelty")
    assert not _may(owner, "fund_sealer", "SELECT", "public.novelty")


def test_a_new_function_can_be_run_by_nobody_it_was_not_granted_to(owner: CursorWrapper) -> None:
    owner.execute("CREATE FUNCTION public.novelty() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    for role in ("fund_app", "fund_recipient", "fund_auditor", "fund_sealer"):
        owner.execute("SELECT has_function_privilege(%s, 'public.novelty()', 'EXECUTE')", [role])
        assert owner.fetchone() == (False,)


@pytest.mark.parametrize("alias", [role.alias for role in ROLES if role.alias != "owner"])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine (id int)",
        "CREATE TEMP TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "SET ROLE ledger_owner",
        "SET ROLE fund_migrate",
        "CREATE ROLE friend",
    ],
)
def test_no_running_process_can_build_or_become_somebody_else(
    committed: None, alias: str, statement: str
) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
        with pytest.raises(Exception, match="permission denied") as refusal:
            cursor.execute(statement)
    assert isinstance(refusal.value.__cause__, psycopg.errors.InsufficientPrivilege)
