"""The databases of a test run, all copies of what `prepare` made.

`fund`, which the addresses in the environment name, belongs to one file of tests at a time: what
its tests commit is gone before the next file. In the others what a test does is rolled back:
`staged` has a case in every situation, which would be in the way of the tests in `shared`.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import psycopg
from django.db import connections
from psycopg import sql

from config.stack.house import House
from config.stack.provision import provision
from config.stack.roles import DATABASE, MIGRATE

PREPARED, SHARED, STAGED = "prepared", "shared", "staged"


@dataclass(frozen=True)
class Databases:
    """What the run's own PostgreSQL holds."""

    house: House

    def found(self) -> None:
        """Keep `fund` as it was prepared, and make those whose tests roll back."""
        self.settle(DATABASE)
        for name in (PREPARED, SHARED, STAGED):
            self._copy(DATABASE, name)

    def renew(self, mould: str) -> None:
        """Make `fund` anew; processes that have it open lose their connections."""
        self._copy(mould, DATABASE)
        self.forget()

    def forget(self) -> None:
        """Remove papers and anchors of `fund`: they speak of books no other test has."""
        for folder in ("anchors", "papers"):
            shutil.rmtree(self.house.var / folder, ignore_errors=True)

    def settle(self, name: str) -> None:
        """Count the rows for the planner, as the server itself would after a minute."""
        admin = replace(self.house.postgres.admin, database=name)
        with psycopg.connect(admin.url(), autocommit=True) as server:
            server.execute("VACUUM ANALYZE")

    def _copy(self, mould: str, name: str) -> None:
        connections.close_all()
        admin = self.house.postgres.admin
        words = [sql.Identifier(word) for word in (name, MIGRATE.name, mould)]
        with psycopg.connect(admin.url(), autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(words[0]))
            server.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(*words))
        logins = self.house.logins()
        provision(admin, {role: replace(login, database=name) for role, login in logins.items()})


@contextmanager
def inside(name: str) -> Iterator[None]:
    """Connect to another of them for a while."""
    before = entered()
    enter(name)
    try:
        yield
    finally:
        enter(before)


def entered() -> str:
    """The one that tests are connected to."""
    return str(connections.databases["default"]["NAME"])


def enter(name: str) -> None:
    """Connect to another of them from now on."""
    if entered() == name:
        return
    connections.close_all()
    for settings in connections.databases.values():
        if "NAME" in settings:
            settings["NAME"] = name
