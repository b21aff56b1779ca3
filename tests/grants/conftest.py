"""A world for each test: the cases stand committed, each test's own doings are rolled back."""

import pytest
from pytest_django import DjangoDbBlocker

from tests.fund.conftest import new_segment
from tests.grants.plans import PlanWorld
from tests.grants.stage import Stage, StagedWorld
from tests.grants.world import World
from tests.people import hire_inside, new_company
from tests.reports.world import new_books


def new_world() -> World:
    """A fund of ten billion yen in a segment of its own, with people and two companies."""
    world = World(new_segment(), hire_inside(), new_company("甲電池"), new_company("乙電池"))
    world.endow()
    return world


@pytest.fixture
def world(stage: Stage, db: None) -> StagedWorld:
    """The committed world; whatever a test does in it is rolled back."""
    return StagedWorld(**vars(stage.world), stage=stage)


@pytest.fixture
def own_world(committed: None) -> World:
    """A world of its own for tests that really commit."""
    return new_world()


@pytest.fixture(scope="session")
def plan_books(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> int:
    """One segment for all tests of plans, whose entries are rolled back."""
    with django_db_blocker.unblock():
        return new_books()


@pytest.fixture
def plans(plan_books: int, db: None) -> PlanWorld:
    """An endowed world of plans."""
    world = PlanWorld(plan_books)
    world.endow()
    return world
