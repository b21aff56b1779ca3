"""Every migration forth and back, in a database beside the one the tests use."""

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections

from config.stack.house import House
from config.stack.provision import provision
from config.testing.fixtures import HOUSE

ASIDE = "forth_and_back"
THINGS = (
    "SELECT c.oid::regclass::text FROM pg_class c"
    " WHERE relnamespace IN ('public'::regnamespace, to_regnamespace('ledger'))"
    " UNION ALL SELECT p.oid::regprocedure::text FROM pg_proc p"
    " WHERE pronamespace IN ('public'::regnamespace, to_regnamespace('ledger'))"
    " UNION ALL SELECT tgname || ' ON ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal"
    " UNION ALL SELECT policyname || ' OF ' || tablename FROM pg_policies"
)


@pytest.fixture
def aside(pytestconfig: pytest.Config, committed: None) -> Iterator[str]:
    """The alias of the owner in a new empty database, gone afterwards."""
    house: House = pytestconfig.stash[HOUSE]
    logins = {name: replace(login, database=ASIDE) for name, login in house.logins().items()}
    provision(house.postgres.admin, logins)
    connections.databases[ASIDE] = {**connections.databases["owner"], "NAME": ASIDE}
    yield ASIDE
    connections[ASIDE].close()
    del connections[ASIDE], connections.databases[ASIDE]
    with psycopg.connect(house.postgres.admin.url(), autocommit=True) as server:
        server.execute(f"DROP DATABASE {ASIDE}")


def _things(alias: str) -> set[str]:
    """Every table, index, function, trigger and policy."""
    with connections[alias].cursor() as cursor:
        cursor.execute(THINGS)
        return {name for (name,) in cursor.fetchall()}


def test_every_migration_goes_forth_and_back(aside: str) -> None:
    quiet = {"database": aside, "verbosity": 0, "interactive": False}
    call_command("migrate", "auth", **quiet)
    not_ours = _things(aside)
    call_command("migrate", **quiet)
    made = _things(aside)
    assert {"ledger.posting", "workflow_actrecord", "inside OF reports_report"} <= made
    # Grants and reports stand on these two.
    for app in ("workflow", "fund"):
        call_command("migrate", app, "zero", **quiet)
    assert _things(aside) == not_ours
