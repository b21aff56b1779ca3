"""A traveller for each file of journeys, in a world of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from config.testing.fixtures import Committing, open_doors
from tests.browser.journey.traveller import Traveller
from tests.grants.conftest import new_world


@pytest.fixture(scope="module")
def traveller(committing: Committing, chromium: Browser) -> Iterator[Traveller]:
    """A world with two doors of its own, whose visitors say which day it is."""
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's loop runs in this thread, beside which Django would not ask the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with committing():
            world = new_world()
            fund = {"JOURNEY_FUND": f"TEST_{world.segment}"}
            with open_doors("tests.browser.journey.dated:application", **fund) as doors:
                yield Traveller(chromium, doors, world)
