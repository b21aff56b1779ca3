"""What all tests share. Servers and accounts come from the plug-in config.testing."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from hypothesis import settings
from pytest_django import DjangoDbBlocker

from tests.grants.conftest import new_world
from tests.grants.stage import Stage, build_stage

# A busy machine is slow, not wrong: no example has a time limit.
settings.register_profile("fund", deadline=None)
settings.load_profile("fund")


@pytest.fixture(scope="session")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """One case in every situation, committed once."""
    with django_db_blocker.unblock():
        world = new_world()
        with transaction.atomic():
            stage = build_stage(world)
        yield stage
