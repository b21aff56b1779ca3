"""Worlds for paper tests: rolled back after the test, or committed in books of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker, Settings

from config.testing.fixtures import Committing
from tests.fund.conftest import new_segment
from tests.grants.stage import Stage, StagedWorld
from tests.grants.world import World
from tests.people import hire_inside, new_company
from tests.reports.world import PaperWorld, new_books, whole_story


@pytest.fixture(scope="session")
def books(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> int:
    """One segment for all tests whose entries are rolled back."""
    with django_db_blocker.unblock():
        return new_books()


@pytest.fixture
def world(books: int, db: None) -> PaperWorld:
    """A world whose doings are rolled back."""
    return PaperWorld(books)


@pytest.fixture
def staged(stage: Stage, db: None) -> StagedWorld:
    """The world in which a running case owes reports."""
    return StagedWorld(**vars(stage.world), stage=stage)


@pytest.fixture
def own_world(committed: None) -> PaperWorld:
    """A world that really commits, in books of its own, endowed."""
    own = PaperWorld(new_books())
    own.endow()
    return own


@pytest.fixture(scope="module")
def story(committing: Committing) -> PaperWorld:
    """Four cases told to their ends, once for all tests of a file."""
    with committing():
        world = PaperWorld(new_books())
        whole_story(world)
    return world


@pytest.fixture
def told(story: PaperWorld, committed: None) -> Iterator[PaperWorld]:
    """The world after the four cases; what a test does to it is rolled back."""
    with transaction.atomic():
        yield story
        transaction.set_rollback(True)


@pytest.fixture
def var(settings: Settings, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture(scope="session")
def duty_segment(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> int:
    """A segment whose entries are always rolled back."""
    with django_db_blocker.unblock():
        return new_segment()


@pytest.fixture
def small(duty_segment: int, db: None) -> World:
    """A fund of ten billion yen, people and two companies, on 1 April 2025."""
    world = World(duty_segment, hire_inside(), new_company("甲電池"), new_company("乙電池"))
    world.endow()
    return world
