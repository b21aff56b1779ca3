"""One command runs everything, and nothing outlives it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from config.stack.house import ROOT
from config.stack.roles import ROLES

_PATIENCE_SECONDS = 60


class Serving:
    """A `manage.py serve` in a data folder of its own, without the story."""

    def __init__(self, var: Path) -> None:
        named = {"REDIS_URL", "FUND_DOOR", *(role.variable for role in ROLES)}
        kept = {name: value for name, value in os.environ.items() if name not in named}
        self.var = var
        self.output = var / "output"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, ROOT / "manage.py", "serve", "--inside", "18000"],
                env={**kept, "FUND_VAR": str(var), "FUND_DEMO": "0", "PYTHONUNBUFFERED": "1"},
                stdout=output,
                stderr=output,
            )

    def ports(self) -> list[int]:
        """Wait for the greeting and read the two ports from it."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while "Ctrl-C" not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < end, self.output.read_text()
            time.sleep(0.1)
        words = self.output.read_text().split()
        return [int(word.rstrip("/").rpartition(":")[2]) for word in words if "localhost" in word]

    def pid_of(self, word: str) -> int:
        """The main process with the word in its command line."""
        found = [pid for pid in self.descendants() if word in _proc(pid, "cmdline")]
        return min(found)

    def descendants(self) -> list[int]:
        """Every living process that was started with our data folder in its environment."""
        mark = f"FUND_VAR={self.var}\0"
        pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        return [pid for pid in pids if mark in _proc(pid, "environ")]

    def wait(self) -> int:
        """The exit code."""
        return self.process.wait(timeout=_PATIENCE_SECONDS)


def _proc(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text(errors="replace")
    except OSError:
        return ""


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """One data folder: the first service makes its servers, the others find them."""
    place = Path(tempfile.mkdtemp(prefix="fund-serve-"))
    # Not pytest's own folder, which it closes to others again and again: PostgreSQL may be another.
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def serving(var: Path) -> Iterator[Serving]:
    """A running service, stopped at the end if the test has not done so."""
    running = Serving(var)
    yield running
    if running.process.poll() is None:
        running.process.send_signal(signal.SIGTERM)
        running.wait()


def _health(port: int) -> bytes:
    line = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", "/health/")
        return line.getresponse().read()
    finally:
        line.close()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_both_doors_answer_and_a_signal_leaves_nothing_behind(
    serving: Serving, signum: signal.Signals
) -> None:
    inside, outside = serving.ports()
    assert b'"inside"' in _health(inside)
    assert b'"outside"' in _health(outside)
    serving.process.send_signal(signum)
    assert serving.wait() == 0
    assert serving.descendants() == []
    assert "killed" not in serving.output.read_text()


def test_a_dead_child_ends_the_service_and_is_named(serving: Serving) -> None:
    serving.ports()
    os.kill(serving.pid_of("beat"), signal.SIGKILL)
    assert serving.wait() == 1
    assert "beat ended" in serving.output.read_text()
    assert serving.descendants() == []
