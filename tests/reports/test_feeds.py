"""A person's calendar: their own dates only, without amounts, until its address is revoked."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pytest_django import Settings

from reports.acts.decide_extension import decide_extension
from reports.acts.request_extension import request_extension
from reports.feeds import new_feed, owner_of, revoke_feed
from tests.grants.world import World
from tests.reports.duties import owed, running
from workflow.models import CalendarFeed, Person

DAY = date(2025, 7, 1)
Fetch = Callable[[str], tuple[int, str]]


@pytest.fixture
def fetch(settings: Settings, monkeypatch: pytest.MonkeyPatch, small: World) -> Fetch:
    """The outside door's calendar, read by a program that does not log in."""
    settings.DOOR, settings.ROOT_URLCONF = "outside", "config.urls_outside"
    monkeypatch.setattr("reports.views.notices.moment", lambda: small.now)

    def ask(secret: str) -> tuple[int, str]:
        answer = Client().get(f"/calendar/{secret}.ics")
        return answer.status_code, answer.content.decode().replace("\r\n ", "")

    return ask


def feed(world: World, person: Person | None = None) -> str:
    world.today = DAY
    return new_feed(person or world.company.writer, now=world.now)


def uid_of(text: str, number: str, day: str) -> tuple[str, str]:
    """UID and SEQUENCE of the event of a case on a day."""
    for event in text.split("BEGIN:VEVENT")[1:]:
        if number in event and f"DTSTART;VALUE=DATE:{day}" in event:
            return (
                re.findall(r"UID:(\S+)", event)[0], re.findall(r"SEQUENCE:(\d+)", event)[0]
            )  # fmt: skip
    raise AssertionError(f"no event of {number} on {day}")


def test_a_company_s_dates_and_nobody_else_s(small: World, fetch: Fetch) -> None:
    case = running(small)
    status, text = fetch(feed(small))
    assert status == 200
    assert case.grant.number in text
    assert "遂行状況報告" in text
    assert "円" not in text
    other = fetch(feed(small, small.other.writer))
    assert other[0] == 200
    assert case.grant.number not in other[1]


def test_a_program_may_ask_for_the_head_alone(small: World, fetch: Fetch) -> None:
    assert Client().head(f"/calendar/{feed(small)}.ics").status_code == 200
    assert Client().head("/calendar/another.ics").status_code == 404
    assert Client().post(f"/calendar/{feed(small)}.ics").status_code == 405


def test_a_moved_date_keeps_its_uid_and_counts_up(small: World, fetch: Fetch) -> None:
    case = running(small)
    number, secret = case.grant.number, feed(small)
    uid, sequence = uid_of(fetch(secret)[1], number, "20250730")
    duty = owed(case, "PROGRESS", "2025-Q1")
    wish = small.do(request_extension, duty.pk, date(2025, 8, 29), "検収の遅れ").subject_id
    small.do(decide_extension, wish, date(2025, 8, 29), "認める。")
    text = fetch(secret)[1]
    assert uid_of(text, number, "20250829") == (uid, str(int(sequence) + 2))
    assert "DTSTART;VALUE=DATE:20250730" not in text


def test_an_address_opens_until_it_is_revoked_or_made_anew(small: World, fetch: Fetch) -> None:
    running(small)
    old = feed(small)
    new = feed(small)
    assert (fetch(old)[0], fetch(new)[0]) == (404, 200)
    revoke_feed(small.company.writer, now=small.now)
    assert fetch(new)[0] == 404
    assert fetch("guessed")[0] == 404
    assert owner_of("guessed") is None


def test_the_secret_itself_is_nowhere_in_the_database(small: World) -> None:
    secret = feed(small)
    row = CalendarFeed.objects.get(person=small.company.writer, revoked_at=None)
    assert secret.encode() not in bytes(row.secret_sha)
    assert len(bytes(row.secret_sha)) == 32


def test_who_has_left_reads_nothing_more(small: World, fetch: Fetch) -> None:
    running(small)
    secret = feed(small)
    Person.objects.filter(pk=small.company.writer.pk).update(is_active=False)
    assert fetch(secret)[0] == 404


def test_an_officer_s_address_does_not_open_at_the_companies_door(
    small: World, fetch: Fetch
) -> None:
    officer = next(iter(small.people.values()))
    assert fetch(feed(small, officer))[0] == 404
