"""Worlds for the acts that mirror METI's side; what a test does is rolled back."""

import pytest

from tests.grants.plans import PlanWorld
from tests.reports.world import new_books


@pytest.fixture
def own_plans(committed: None) -> PlanWorld:
    """A world of plans that really commits, in books of its own."""
    world = PlanWorld(new_books())
    world.endow()
    return world
