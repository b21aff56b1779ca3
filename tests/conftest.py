"""What all tests share. Servers and accounts come from the plug-in config.testing."""

import pytest
from django.db import transaction
from hypothesis import settings
from pytest_django import DjangoDbBlocker

from config.testing.databases import STAGED, Databases, inside
from config.testing.fixtures import HOUSE
from tests.grants.conftest import new_world
from tests.grants.stage import Stage, build_stage

# A busy machine is slow, not wrong: no example has a time limit.
settings.register_profile("fund", deadline=None)
settings.load_profile("fund")


@pytest.fixture(scope="session")
def stage(
    pytestconfig: pytest.Config, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Stage:
    """One case in every situation, committed once in the database of the tests that ask for it."""
    with django_db_blocker.unblock(), inside(STAGED):
        world = new_world()
        with transaction.atomic():
            stage = build_stage(world)
    Databases(pytestconfig.stash[HOUSE]).settle(STAGED)
    return stage
