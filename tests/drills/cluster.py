"""A cluster of a drill's own, which may be killed, filled up, damaged and restored."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg

from config.stack.address import Address
from config.stack.house import ROOT, House
from config.stack.roles import ROLES
from fund import ledger

DAY = "2024-05-10"
# A drill calls the ledger bare: its entries have no act behind them.
WITHOUT_ACTS = "every_entry_has_its_act"
ACTOR = "00000000-0000-0000-0000-000000000001"


class Cluster:
    """PostgreSQL with our tables, driven from outside by plain connections."""

    def __init__(self, house: House) -> None:
        """The servers run and the tables are made."""
        self.house = house

    @property
    def app(self) -> Address:
        """The application's login."""
        return self.house.logins()["fund_app"]

    @property
    def superuser(self) -> Address:
        """Who may do anything, in our database."""
        return replace(self.house.postgres.admin, database=self.app.database)

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of ours against this cluster."""
        named = {"REDIS_URL", "FUND_DOOR", *(role.variable for role in ROLES)}
        kept = {name: value for name, value in os.environ.items() if name not in named}
        return subprocess.run(
            [sys.executable, ROOT / "manage.py", *words],
            env={**kept, **self.house.environment(), "FUND_DEMO": "0"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def broken(self) -> list[str]:
        """The invariants that do not hold, by name, but for the one about acts: there are none."""
        done = self.manage("verify", "--json")
        assert done.returncode in {0, 1}, done.stderr
        report = json.loads(done.stdout)
        names = [one["name"] for one in report["invariants"] if not one["ok"]]
        return [name for name in names if name != WITHOUT_ACTS]

    def kill(self) -> None:
        """SIGKILL the postmaster and all its processes at once, if it is not dead already."""
        process = self.house.postgres._process
        assert process is not None
        if process.poll() is None:
            process.send_signal(signal.SIGSTOP)
            children = [pid for pid in _pids() if _parent(pid) == process.pid]
            for pid in (process.pid, *children):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait()
        self.house.postgres._process = None

    def start(self) -> None:
        """Start again; while processes of the killed one still die it may take several tries."""
        for attempt in range(20):
            try:
                self.house.postgres.start()
                return
            except Exception:
                if attempt == 19:
                    raise
                time.sleep(0.1)

    def value(self, sql: str) -> Any:
        """One value, asked by the superuser."""
        with psycopg.connect(self.superuser.url()) as connection:
            row = connection.execute(sql.encode()).fetchone()
        assert row is not None
        return row[0]


@contextmanager
def own_cluster(place: Path | None = None) -> Iterator[Cluster]:
    """A cluster in a folder of its own (or the one given), taken down at the end."""
    var = place or Path(tempfile.mkdtemp(prefix="fund-drill-"))
    var.chmod(0o755)
    house = House(var, ends_with_us=True)
    house.start()
    cluster = Cluster(house)
    try:
        done = cluster.manage("prepare", "--verbosity=0")
        assert done.returncode == 0, done.stderr
        yield cluster
    finally:
        house.stop()
        shutil.rmtree(house.postgres.place, ignore_errors=True)
        shutil.rmtree(var, ignore_errors=True)


def post(connection: psycopg.Connection[Any], segment: int, key: str, yen: int) -> int:
    """One entry of one line as the application posts it; its number."""
    row = connection.execute(
        ledger.POST.encode(),
        [
            segment, key, "TEST", DAY, None, ACTOR, None, None, None, "drill", False,
            ["B"], ["B100"], ["B200"], [yen], [None], [None], [None], [None],
        ],
    ).fetchone()  # fmt: skip
    assert row is not None
    return int(row[0])


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _parent(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0
