"""What the machine can do at most: one row inserted, one same row updated, by pgbench."""

import subprocess
import tempfile
from pathlib import Path

import psycopg

from config.stack.address import Address
from tests.bench.loop import Run, percentile

SCRIPTS = {
    "insert": "INSERT INTO plain (amount) VALUES (1);\n",
    "hot_update": "UPDATE hot SET balance = balance + 1 WHERE id = 1;\n",
}


class References:
    """A database of its own with the two tables."""

    def __init__(self, admin: Address, programs: Path) -> None:
        """Make the database; both scripts run as the superuser, which costs nothing more."""
        with psycopg.connect(admin.url(), autocommit=True) as server:
            server.execute("DROP DATABASE IF EXISTS reference")
            server.execute("CREATE DATABASE reference TEMPLATE template0")
        self.address = Address(
            admin.user, admin.password, admin.host, admin.port, "reference", admin.options
        )
        self.pgbench = programs / "pgbench"
        with psycopg.connect(self.address.url()) as connection:
            connection.execute(
                "CREATE TABLE plain (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                " amount bigint NOT NULL, at timestamptz NOT NULL DEFAULT now())"
            )
            connection.execute("CREATE TABLE hot (id int PRIMARY KEY, balance bigint NOT NULL)")
            connection.execute("INSERT INTO hot VALUES (1, 0)")

    def run(self, name: str, clients: int, seconds: float) -> Run:
        """Measure one script; void unless the rows say what pgbench says."""
        before = self._count(name)
        with tempfile.TemporaryDirectory() as place:
            script = Path(place) / "script.sql"
            script.write_text(SCRIPTS[name])
            subprocess.run(
                [
                    self.pgbench, "--no-vacuum", "--log", f"--log-prefix={place}/log",
                    f"--client={clients}", f"--jobs={min(clients, 2)}",
                    f"--time={max(1, round(seconds))}", f"--file={script}",
                ],
                env={"PGHOST": self.address.host, "PGPORT": str(self.address.port),
                     "PGUSER": self.address.user, "PGPASSWORD": self.address.password,
                     "PGDATABASE": self.address.database},
                check=True, capture_output=True,
            )  # fmt: skip
            rows = [
                line.split()
                for path in Path(place).glob("log*")
                for line in path.read_text().splitlines()
            ]
        assert self._count(name) - before == len(rows), "pgbench says other than the table"
        ends = [int(row[4]) + int(row[5]) / 1e6 for row in rows]
        begun = min(end - int(row[2]) / 1e6 for end, row in zip(ends, rows, strict=True))
        took = sorted(int(row[2]) / 1000 for row in rows)
        return Run(
            len(rows), len(rows), max(ends) - begun, percentile(took, 0.5), percentile(took, 0.99)
        )

    def _count(self, name: str) -> int:
        query = {"insert": "SELECT count(*) FROM plain", "hot_update": "SELECT balance FROM hot"}
        with psycopg.connect(self.address.url()) as connection:
            found = connection.execute(query[name].encode()).fetchone()
        assert found is not None
        return int(found[0])
