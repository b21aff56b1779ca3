"""A process that could break the books' promises does not start."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.db import connections

from config.stack.house import ROOT, House
from config.testing.fixtures import HOUSE
from fund.start_check import UnsafeStart, reasons_against, refuse_unsafe_start


@pytest.mark.parametrize("alias", ["default", "recipient", "auditor", "sealer"])
def test_the_roles_of_the_service_may_start(committed: None, alias: str) -> None:
    assert reasons_against(alias) == []


def test_the_migrating_role_may_not_serve(committed: None) -> None:
    with pytest.raises(UnsafeStart, match="fund_migrate owns tables"):
        refuse_unsafe_start()


def test_a_superuser_may_not_serve(superuser: str) -> None:
    assert reasons_against(superuser) == [
        "postgres is a superuser",
        "postgres passes row security",
    ]


@pytest.fixture
def careless(committed: None) -> Iterator[str]:
    """An alias of the application's role that does not wait for the disk."""
    options = {"options": "-c synchronous_commit=off"}
    connections.databases["careless"] = {**connections.databases["default"], "OPTIONS": options}
    yield "careless"
    connections["careless"].close()
    del connections["careless"], connections.databases["careless"]


def test_a_connection_that_does_not_wait_for_the_disk_may_not_serve(careless: str) -> None:
    assert reasons_against(careless) == ["synchronous_commit = off"]


@pytest.mark.parametrize(
    "program",
    [
        ["-c", "import config.wsgi"],
        ["-m", "celery", "-A", "config.celery", "worker", "--concurrency", "1"],
    ],
    ids=["web", "worker"],
)
def test_web_and_worker_end_at_once_where_they_connect_as_the_superuser(
    pytestconfig: pytest.Config, committed: None, program: list[str]
) -> None:
    house: House = pytestconfig.stash[HOUSE]
    others = {name for name in os.environ if name.endswith("_DATABASE_URL")}
    environment = {k: v for k, v in os.environ.items() if k not in others}
    environment["DATABASE_URL"] = house.postgres.admin.url()
    done = subprocess.run(
        [sys.executable, *program], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "UnsafeStart: postgres is a superuser" in done.stderr
