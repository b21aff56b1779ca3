"""Fixtures every test may ask for. They replace pytest-django's own of the same name."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple

import pytest
from django.core.management import call_command
from django.db import connections
from pytest_django import DjangoDbBlocker

from config.processes import web_door, worker
from config.stack.family import Child, Family
from config.stack.house import ROOT, House
from config.stack.ports import LOOPBACK, free_port
from config.stack.roles import DATABASE
from config.testing.databases import PREPARED, SHARED, STAGED, Databases, enter, entered, inside

HOUSE = pytest.StashKey[House]()
Committing = Callable[[], AbstractContextManager[None]]


class Doors(NamedTuple):
    """The base addresses of the two web processes."""

    inside: str
    outside: str


@pytest.fixture(scope="session")
def django_db_setup(
    pytestconfig: pytest.Config, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Start the servers and prepare the databases: there is no second `test_` database."""
    house = pytestconfig.stash[HOUSE]
    house.start()
    with django_db_blocker.unblock(), inside(DATABASE):
        call_command("prepare", verbosity=0)
        Databases(house).found()
    yield
    with django_db_blocker.unblock():
        connections.close_all()


def pytest_sessionstart() -> None:
    """From here on nobody is in `fund` who did not ask for it."""
    enter(SHARED)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests on the stage run where it stands, all others where nothing is.

    But a fixture of the whole file may still hold `fund` open: then its tests are there.
    """
    if entered() != DATABASE:
        enter(STAGED if "stage" in getattr(item, "fixturenames", ()) else SHARED)


@pytest.fixture(scope="module")
def committing(
    pytestconfig: pytest.Config,
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Committing]:
    """Where commits are real: a database that this file of tests has for itself.

    It begins as prepared, or with the stage where the file's tests ask for that.
    """
    wanted = {name for test in _tests_beside(request) for name in test.fixturenames}
    if "stage" in wanted:
        request.getfixturevalue("stage")
    databases = Databases(pytestconfig.stash[HOUSE])
    databases.renew(STAGED if "stage" in wanted else PREPARED)

    @contextmanager
    def opened() -> Iterator[None]:
        with django_db_blocker.unblock(), inside(DATABASE):
            yield

    yield opened
    databases.forget()


def _tests_beside(request: pytest.FixtureRequest) -> list[pytest.Function]:
    tests = [item for item in request.session.items if isinstance(item, pytest.Function)]
    return [
        test for test in tests if test.path == request.path and "committing" in test.fixturenames
    ]


@pytest.fixture
def committed(committing: Committing) -> Iterator[None]:
    """A database whose commits are real and seen by every process, also by the next test here."""
    with committing():
        yield


@contextmanager
def _running(*children: Child) -> Iterator[Family]:
    family = Family(ROOT, children)
    for child in children:
        # Beside the tests the processes play: their mail goes to files, nobody is written to.
        child.environment = {**child.environment, "FUND_DEMO": "1"}
    try:
        family.start()
        yield family
    finally:
        family.stop()


@contextmanager
def open_doors(application: str = "config.wsgi:application", **told: str) -> Iterator[Doors]:
    """Both web processes, serving this application and told this besides."""
    inside, outside = free_port(), free_port()
    children = [web_door("inside", LOOPBACK, inside), web_door("outside", LOOPBACK, outside)]
    for child in children:
        child.arguments[1] = application
        child.environment = {**child.environment, **told}
    with _running(*children) as family:
        family.wait_for_pages((inside, outside), "/health/")
        yield Doors(f"http://{LOOPBACK}:{inside}", f"http://{LOOPBACK}:{outside}")


@pytest.fixture(scope="session")
def doors(django_db_setup: None) -> Iterator[Doors]:
    """Both web processes as they are served, for browsers: they see committed rows only."""
    with open_doors() as opened:
        yield opened


@pytest.fixture(scope="session")
def worker_process(django_db_setup: None) -> Iterator[Child]:
    """A real Celery worker on the real broker."""
    child = worker()
    with _running(child):
        yield child
