"""The roles and the empty database: what a superuser does once, and may repeat without harm."""

from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from config.stack.address import Address
from config.stack.roles import MIGRATE, OWNER_OF_LEDGER, ROLES, Role

_SQL = Path(__file__).parent / "sql"


def provision(admin: Address, logins: Mapping[str, Address]) -> None:
    """Make or mend the roles, their passwords and guards, the database and its privileges.

    `logins` maps role names to the addresses their processes will use; all in one database.
    """
    names = {address.database for address in logins.values()}
    if len(names) != 1 or any(name != login.user for name, login in logins.items()):
        raise ValueError("every role's URL must name that role and the same database")
    (database,) = names
    with psycopg.connect(admin.url(), autocommit=True) as server:
        _make_group(server)
        for role in ROLES:
            _make_role(server, role, logins[role.name].password)
        server.execute(
            sql.SQL("GRANT {} TO {}").format(
                sql.Identifier(OWNER_OF_LEDGER), sql.Identifier(MIGRATE.name)
            )
        )
        _make_database(server, database)
    inside = Address(admin.user, admin.password, admin.host, admin.port, database, admin.options)
    with psycopg.connect(inside.url()) as connection:
        connection.execute((_SQL / "privileges.sql").read_bytes())


def _exists(server: psycopg.Connection, query: str, name: str) -> bool:
    return server.execute(query.encode(), [name]).fetchone() is not None


def _make_group(server: psycopg.Connection) -> None:
    if not _exists(server, "SELECT 1 FROM pg_roles WHERE rolname = %s", OWNER_OF_LEDGER):
        server.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(OWNER_OF_LEDGER)))


def _make_role(server: psycopg.Connection, role: Role, password: str) -> None:
    name = sql.Identifier(role.name)
    if not _exists(server, "SELECT 1 FROM pg_roles WHERE rolname = %s", role.name):
        server.execute(sql.SQL("CREATE ROLE {}").format(name))
    # Only the verifier travels: a plain password would end up in the server's log.
    verifier = server.pgconn.encrypt_password(
        password.encode(), role.name.encode(), b"scram-sha-256"
    )
    server.execute(
        sql.SQL(
            "ALTER ROLE {} WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
            " NOBYPASSRLS PASSWORD {}"
        ).format(name, sql.Literal(verifier.decode()))
    )
    for parameter, value in role.guards:
        server.execute(
            sql.SQL("ALTER ROLE {} SET {} = {}").format(
                name, sql.Identifier(parameter), sql.Literal(value)
            )
        )


def _make_database(server: psycopg.Connection, database: str) -> None:
    if _exists(server, "SELECT 1 FROM pg_database WHERE datname = %s", database):
        return
    server.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
            sql.Identifier(database), sql.Identifier(MIGRATE.name)
        )
    )
