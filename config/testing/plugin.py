"""The pytest plug-in: a private PostgreSQL and Valkey, owned and migrated like the real ones.

Loaded with `-p`, it names the servers before pytest-django reads the settings; they start when the
first test needs a database, so pure tests wait for nothing. Tests connect as `fund_app`.
"""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from types import FrameType

import pytest

from config.stack.house import House
from config.testing import fixtures
from config.testing.fixtures import HOUSE


def _leave(signum: int, frame: FrameType | None) -> None:
    sys.exit(128 + signum)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Choose ports and passwords and tell the environment: the settings are read right after."""
    var = Path(tempfile.mkdtemp(prefix="fund-test-"))
    # PostgreSQL may run as another user, who has to get in.
    var.chmod(0o755)
    house = House(var, ends_with_us=True)
    early_config.stash[HOUSE] = house
    early_config.add_cleanup(lambda: _clear(house))
    signal.signal(signal.SIGTERM, _leave)
    os.environ.update(house.environment())
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings", FUND_DOOR="inside", FUND_DEMO="0", FUND_HTTPS="0"
    )
    return (yield)


def _clear(house: House) -> None:
    house.stop()
    shutil.rmtree(house.postgres.place, ignore_errors=True)
    shutil.rmtree(house.var, ignore_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    """Register the fixtures last: of two with one name pytest takes the later, ours."""
    config.pluginmanager.register(fixtures, "fund-fixtures")
