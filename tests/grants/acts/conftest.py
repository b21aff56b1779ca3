"""Worlds for the acts that mirror METI's side; what a test does is rolled back."""

import pytest
from pytest_django import DjangoDbBlocker

from tests.grants.plans import PlanWorld
from tests.reports.world import new_books


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


@pytest.fixture
def own_plans(committed: None) -> PlanWorld:
    """A world of plans that really commits, in books of its own."""
    world = PlanWorld(new_books())
    world.endow()
    return world
