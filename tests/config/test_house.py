"""Several commands may share the servers of a data folder; the last one out stops them."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.stack.house import ROOT, House
from config.stack.roles import ROLES

# A command in miniature: inside the servers it says so, and stays until its input ends.
_GUEST = """
import sys
from config.stack.house import surroundings
with surroundings() as house:
    print(house.postgres.port, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def var() -> Iterator[Path]:
    """A data folder PostgreSQL's own user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="fund-house-"))
    folder.chmod(0o755)
    yield folder
    House(folder).stop()
    shutil.rmtree(folder)


def _guest(var: Path) -> subprocess.Popen[str]:
    named = {"REDIS_URL", *(role.variable for role in ROLES)}
    kept = {name: value for name, value in os.environ.items() if name not in named}
    return subprocess.Popen(
        [sys.executable, "-c", _GUEST],
        cwd=ROOT,
        env={**kept, "FUND_VAR": str(var)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _port(guest: subprocess.Popen[str]) -> str:
    assert guest.stdout is not None
    return guest.stdout.readline()


def _dismiss(guest: subprocess.Popen[str]) -> None:
    guest.communicate(timeout=60)
    assert guest.returncode == 0


def test_two_first_commands_at_once_share_one_cluster_and_the_last_stops_it(var: Path) -> None:
    first, second = _guest(var), _guest(var)
    assert _port(first) == _port(second)
    _dismiss(first)
    house = House(var)
    assert house.postgres.is_ready()
    assert house.valkey.is_ready()
    _dismiss(second)
    assert not house.postgres.is_ready()
    assert not house.valkey.is_ready()


def test_servers_left_by_a_killed_command_are_taken_over(var: Path) -> None:
    killed = _guest(var)
    port = _port(killed)
    killed.kill()
    killed.communicate()
    heir = _guest(var)
    assert _port(heir) == port
    _dismiss(heir)
    assert not House(var).postgres.is_ready()


def test_a_cluster_is_not_opened_with_new_passwords(var: Path) -> None:
    _dismiss(_guest(var))
    (var / "secrets.json").rename(var / "kept")
    lost = _guest(var)
    _, _ = lost.communicate()
    assert lost.returncode != 0
    (var / "kept").rename(var / "secrets.json")
    _dismiss(_guest(var))
