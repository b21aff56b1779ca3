"""`python -m tests.bench`: measure this machine's limits, other ledgers and ours, in rounds."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg

from config.stack.address import Address
from config.stack.binaries import postgres_programs
from config.stack.house import ROOT, House
from tests.bench.comparison import Comparison, Measured, order, table, verdicts
from tests.bench.loop import Run
from tests.bench.machine import metered
from tests.bench.references import References

# Django must be ready before the module with the models is read.
READY = """
import runpy, sys, django
django.setup()
runpy.run_module(sys.argv.pop(1), run_name="__main__")
"""
RETRIES = 3
# A command and its environment.
Call = tuple[list[str], dict[str, str]]


class Bench:
    """A private server with a database for each ledger, and the way to run each of them."""

    def __init__(self, house: House, seconds: float) -> None:
        """The server runs and our tables are made."""
        self.house, self.seconds = house, seconds
        programs = postgres_programs(house.account, house.postgres.place)
        self.references = References(house.postgres.admin, programs)
        self.peers: dict[str, Address] = {}
        self.hordak_python = ROOT / "var" / "bench" / "hordak" / "bin" / "python"

    def database(self, name: str) -> Address:
        """A new database for a peer."""
        admin = self.house.postgres.admin
        with psycopg.connect(admin.url(), autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0'.encode())
        self.peers[name] = replace(admin, database=name)
        return self.peers[name]

    def add_hordak(self) -> None:
        """django-hordak in an environment of its own, hash-pinned."""
        place = self.hordak_python.parents[1]
        stamp = place / "ready"
        if not stamp.exists():
            subprocess.run([sys.executable, "-m", "venv", place], check=True)
            subprocess.run(
                [self.hordak_python, "-m", "pip", "install", "--quiet", "--require-hashes",
                 "--disable-pip-version-check", "-r", ROOT / "requirements" / "peers.txt"],
                check=True, capture_output=True,
            )  # fmt: skip
            stamp.touch()
        self._hordak({"database": self.database("hordak").url(), "prepare": True})

    def add_pgledger(self, checkout: Path) -> None:
        """pgledger from a checkout of its repository."""
        url = self.database("pgledger").url()
        self._django(
            "tests.bench.peers.pgledger_run", {"database": url, "checkout": str(checkout.resolve())}
        )

    def run(self, system: str, clients: int) -> Run:
        """One run of a system."""
        job: dict[str, Any] = {"clients": clients, "seconds": self.seconds}
        match system:
            case "insert" | "hot_update":
                return self.references.run(system, clients, self.seconds)
            case "hordak":
                return self._hordak({**job, "database": self.peers["hordak"].url()})
            case "pgledger" | "pgledger batch":
                what = "batch" if system.endswith("batch") else "single"
                job |= {"database": self.peers["pgledger"].url(), "what": what}
                return self._django("tests.bench.peers.pgledger_run", job)
        what = {"ours": "single", "ours batch": "batch", "ours payment act": "act"}[system]
        return self._django("tests.bench.ours", {**job, "what": what})

    def read(self, peer: str, entries: int) -> dict[str, float]:
        """A peer's books filled with so many entries: milliseconds of what is read there."""
        job = {"database": self.peers[peer].url(), "read": entries}
        if peer == "hordak":
            said = _said(*self._hordak_call(job))
        else:
            said = _said(*self._django_call("tests.bench.peers.pgledger_run", job))
        found: dict[str, float] = json.loads(said)
        return found

    def checkpoint(self) -> None:
        """Each run begins with nothing left to write of the one before."""
        with psycopg.connect(self.house.postgres.admin.url(), autocommit=True) as server:
            server.execute("CHECKPOINT")

    @property
    def postmaster(self) -> int:
        """The server's first process."""
        return int((self.house.postgres.data / "postmaster.pid").read_text().split()[0])

    def _hordak(self, job: dict[str, Any]) -> Run:
        return _run_of(_said(*self._hordak_call(job)))

    def _django(self, module: str, job: dict[str, Any]) -> Run:
        return _run_of(_said(*self._django_call(module, job)))

    def _hordak_call(self, job: dict[str, Any]) -> Call:
        program = ROOT / "tests" / "bench" / "peers" / "hordak_run.py"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": ""}
        return [str(self.hordak_python), str(program), json.dumps(job)], environment

    def _django_call(self, module: str, job: dict[str, Any]) -> Call:
        return [sys.executable, "-c", READY, module, json.dumps(job)], dict(os.environ)


def _said(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout.strip()


def _run_of(said: str) -> Run:
    return Run(**json.loads(said)) if said else Run(0, 0, 1, 0, 0)


@contextmanager
def private_server() -> Iterator[House]:
    """A cluster of its own in a temporary folder, safe settings read back, our tables made."""
    var = Path(tempfile.mkdtemp(prefix="fund-bench-"))
    var.chmod(0o755)
    house = House(var, ends_with_us=True)
    os.environ.update(house.environment())
    os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", FUND_DEMO="0", FUND_DOOR="inside")
    house.start()
    try:
        with psycopg.connect(house.postgres.admin.url()) as server:
            for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
                row = server.execute(f"SHOW {setting}".encode()).fetchone()
                assert row == ("on",), f"{setting} is {row}: no figure would mean anything"
        subprocess.run(
            [sys.executable, ROOT / "manage.py", "prepare", "--verbosity=0"],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        yield house
    finally:
        house.stop()
        shutil.rmtree(house.postgres.place, ignore_errors=True)
        shutil.rmtree(var, ignore_errors=True)


def one_run(
    bench: Bench, comparison: Comparison, place: tuple[str, int, int], tries: int
) -> Measured:
    """One run (system, clients, round); while the machine is busy otherwise, tried again."""
    system, clients, turn = place
    for _ in range(tries):
        bench.checkpoint()
        with metered(bench.postmaster) as meter:
            run = bench.run(system, clients)
        measured = Measured(
            system, clients, turn, run, meter.foreign_share, meter.is_clean,
            meter.server, meter.clients,
        )  # fmt: skip
        if measured.is_clean:
            break
        time.sleep(2)
    comparison.runs.append(measured)
    return measured


def arguments() -> argparse.Namespace:
    """What may be chosen."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each run")
    parser.add_argument("--clients", default="1,4,8", help="comma-separated")
    parser.add_argument(
        "--pgledger", type=Path, metavar="DIR", help="a checkout of pgledger; without it, left out"
    )
    parser.add_argument("--no-hordak", action="store_true", help="leave django-hordak out")
    parser.add_argument(
        "--glance",
        action="store_true",
        help="one short round of ours beside the references; no verdict, fails only if void",
    )
    parser.add_argument("--no-act", action="store_true", help="leave the whole payment act out")
    parser.add_argument("--out", type=Path, help="JSON lines of every run")
    parser.add_argument("--json", action="store_true", help="print the verdicts as JSON")
    chosen = parser.parse_args()
    if chosen.glance:
        chosen.rounds, chosen.seconds, chosen.clients = 1, 1.0, "1,8"
        chosen.no_hordak = True
    return chosen


def _systems(bench: Bench, comparison: Comparison, chosen: argparse.Namespace) -> list[str]:
    systems = ["ours", "ours batch"]
    if chosen.no_act:
        comparison.missing["ours payment act"] = "left out by choice"
    else:
        systems.append("ours payment act")
    if chosen.no_hordak:
        comparison.missing["hordak"] = "left out by choice"
    else:
        try:
            bench.add_hordak()
            systems.append("hordak")
        except (subprocess.CalledProcessError, RuntimeError) as failure:
            comparison.missing["hordak"] = str(failure)
    if chosen.pgledger:
        bench.add_pgledger(chosen.pgledger)
        systems += ["pgledger", "pgledger batch"]
    else:
        comparison.missing["pgledger"] = "name a checkout of it with --pgledger"
    return systems


def main() -> int:
    """Measure, print, and end with 0 when every measured ratio is reached, 1 when one is missed."""
    chosen = arguments()
    comparison = Comparison(needed=min(3, chosen.rounds))
    with private_server() as house:
        bench = Bench(house, chosen.seconds)
        systems = _systems(bench, comparison, chosen)
        for turn in range(1, chosen.rounds + 1):
            for clients in map(int, chosen.clients.split(",")):
                for system in order(systems, turn):
                    tries = 1 if chosen.glance else RETRIES
                    got = one_run(bench, comparison, (system, clients, turn), tries)
                    word = "" if got.is_clean else f"  (others used {got.foreign_share:.0%})"
                    said = f"{turn}  {clients}  {system:18} {got.run.rate:>10,.0f}/s{word}\n"
                    sys.stderr.write(said)
    if chosen.out:
        rows = [json.dumps(one.as_dict(), ensure_ascii=False) for one in comparison.runs]
        chosen.out.write_text("\n".join(rows) + "\n")
    found = verdicts(comparison)
    said = json.dumps(found, ensure_ascii=False) if chosen.json else table(comparison)
    sys.stdout.write(said + "\n")
    missed = any(row["is_reached"] is False for row in found)
    return 1 if missed and not chosen.glance else 0


if __name__ == "__main__":
    sys.exit(main())
