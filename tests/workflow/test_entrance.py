"""Logging in and out: who comes in at which door, and what too many failures do."""

import uuid
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.people import hire, new_organisation
from workflow.models import Person, Role
from workflow.models.person import OrganisationKind
from workflow.throttle import FAILURES_ALLOWED

PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_failures_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def with_password(kind: OrganisationKind, role: Role) -> Person:
    person = hire(new_organisation(kind, "試験"), role)
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def officer() -> Person:
    return with_password(OrganisationKind.NEDO, Role.CASE_OFFICER)


@pytest.fixture
def releaser() -> Person:
    return with_password(OrganisationKind.RECIPIENT, Role.RECIPIENT_RELEASER)


def log_in(client: Client, person: Person | str, password: str = PASSWORD, **more: str) -> int:
    name = person.email if isinstance(person, Person) else person
    answer = client.post("/login/", {"username": name, "password": password, **more})
    return answer.status_code


def outside(settings: Settings) -> None:
    settings.DOOR, settings.ROOT_URLCONF = "outside", "config.urls_outside"


def test_an_officer_comes_in_and_goes_out(client: Client, officer: Person) -> None:
    assert log_in(client, officer) == 302
    assert client.get("/")["Location"] == "/officer/"
    assert client.get("/officer/").status_code == 200
    assert client.post("/logout/")["Location"] == "/login/"
    assert client.get("/officer/").status_code == 302


def test_one_comes_back_to_the_page_asked_for_but_never_to_a_strangers(
    client: Client, officer: Person
) -> None:
    data = {"username": officer.email, "password": PASSWORD}
    assert client.post("/login/", {**data, "next": "/officer/grants/"})["Location"] == (
        "/officer/grants/"
    )
    stranger = client.post("/login/", {**data, "next": "https://example.com/"})
    assert stranger["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(
    client: Client, officer: Person
) -> None:
    texts = []
    for name in (officer.email, "nobody@example.jp"):
        answer = client.post("/login/", {"username": name, "password": "wrong"})
        assert answer.status_code == 422
        texts.append(answer.context["form"].non_field_errors()[0])
    assert texts[0] == texts[1]


def test_five_failures_make_even_the_right_password_wait(client: Client, officer: Person) -> None:
    for _ in range(FAILURES_ALLOWED):
        assert log_in(client, officer, "wrong") == 422
    answer = client.post("/login/", {"username": officer.email, "password": PASSWORD})
    assert answer.status_code == 422
    assert "分後にもう一度" in answer.context["form"].non_field_errors()[0]
    assert client.get("/officer/").status_code == 302


def test_a_success_forgets_the_failures(client: Client, officer: Person) -> None:
    for _ in range(FAILURES_ALLOWED - 1):
        log_in(client, officer, "wrong")
    assert log_in(client, officer) == 302
    assert log_in(client, officer, "wrong") == 422
    assert log_in(client, officer) == 302


def test_each_door_lets_only_its_own_people_in(
    client: Client, officer: Person, releaser: Person, settings: Settings
) -> None:
    assert log_in(client, releaser) == 422
    outside(settings)
    assert log_in(client, officer) == 422
    assert log_in(client, releaser) == 302
    assert client.get("/")["Location"] == "/recipient/"
    assert client.get("/recipient/").status_code == 200


def test_who_has_left_or_is_blocked_does_not_come_in(client: Client, officer: Person) -> None:
    officer.is_active = False
    officer.save()
    assert log_in(client, officer) == 422
    nobody = Person.objects.create(email=f"{uuid.uuid4()}@example.jp", name="無役")
    nobody.set_password(PASSWORD)
    nobody.save()
    assert log_in(client, nobody) == 422


def test_a_login_needs_the_forms_own_token(officer: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert log_in(strict, officer) == 403


def test_without_the_demonstration_nobody_becomes_anybody(client: Client, officer: Person) -> None:
    assert client.post("/become/", {"person": officer.email}).status_code == 404
    assert b"people" not in client.get("/login/").content
