"""Who visits a page, on which day, at which door."""

from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from django.test import Client
from django.test.client import ClientHandler
from pytest_django import Settings

from workflow.calendar import JST
from workflow.models import Person

Visit = Callable[[Person | None], Client]


@pytest.fixture
def visit() -> Visit:
    """A browser in which somebody is logged in; nobody for None."""

    # All browsers of a test knock at one door: each door looks through the static files anew.
    handler = ClientHandler(enforce_csrf_checks=False)

    def enter(person: Person | None) -> Client:
        client = Client()
        client.handler = handler
        if person is not None:
            client.force_login(person)
        return client

    return enter


@pytest.fixture
def outside(settings: Settings) -> None:
    """The outside door's pages, on this process's own connection."""
    settings.DOOR = "outside"
    settings.ROOT_URLCONF = "config.urls_outside"


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Let requests be judged at ten o'clock of a day."""

    def turn(day: date) -> None:
        now = datetime.combine(day, time(10), tzinfo=JST)
        monkeypatch.setattr("workflow.door.moment", lambda: now)

    return turn
