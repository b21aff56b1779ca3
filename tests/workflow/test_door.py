"""The door: one moment a request, the outside transaction, and what row-level security is told."""

from collections.abc import Iterator

import pytest
from django.contrib.sessions.backends.cache import SessionStore
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from tests.people import Company, new_company
from workflow.door import Door, DoorRequest
from workflow.models import Notice, Organisation, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return new_company("甲電池")


@pytest.fixture(autouse=True)
def outside(settings: Settings) -> None:
    settings.DOOR = "outside"


def ask(company: Company | None, page: object) -> HttpResponse:
    """What the door answers when a page answers like this."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request.user = company.releaser if company else None  # type: ignore[assignment]  # as the middleware sets it
    if company:
        request.session["_auth_user_id"] = str(company.releaser.pk)
    answer = Door(page)(request)  # type: ignore[arg-type]  # any callable page
    assert isinstance(answer, HttpResponse)
    return answer


def told() -> tuple[str, str]:
    """Person and organisation as the database knows them now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('app.person', true), current_setting('app.organisation', true)"
        )
        person, organisation = cursor.fetchone()
        return person or "", organisation or ""


def test_the_database_knows_person_and_organisation_during_the_request(company: Company) -> None:
    seen: list[tuple[str, str]] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(told())
        return HttpResponse("ok")

    ask(company, page)
    assert seen == [(str(company.releaser.pk), str(company.organisation.pk))]


def test_a_server_error_undoes_what_the_page_wrote(company: Company) -> None:
    def page(request: DoorRequest) -> HttpResponse:
        Organisation.objects.filter(pk=company.organisation.pk).update(name="書換え")
        return HttpResponse("broken", status=500)

    ask(company, page)
    assert Organisation.objects.get(pk=company.organisation.pk).name == "甲電池"


def test_a_refusal_keeps_what_was_written(company: Company) -> None:
    def page(request: DoorRequest) -> HttpResponse:
        Organisation.objects.filter(pk=company.organisation.pk).update(name="改称")
        return HttpResponse("refused", status=422)

    ask(company, page)
    assert Organisation.objects.get(pk=company.organisation.pk).name == "改称"


def test_a_stream_is_read_before_the_transaction_ends(company: Company) -> None:
    during: list[bool] = []

    def rows() -> Iterator[bytes]:
        for _ in range(3):
            during.append(connection.in_atomic_block and told() != ("", ""))
            yield b"row\n"

    def page(request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse(rows(), content_type="text/csv")

    answer = ask(company, page)
    assert (answer.content, answer["Content-Type"]) == (b"row\n" * 3, "text/csv")
    assert not answer.streaming
    assert during == [True] * 3


def test_every_request_is_judged_by_one_moment(company: Company) -> None:
    moments = []

    def page(request: DoorRequest) -> HttpResponse:
        moments.append((request.now, request.today, request.roles, request.organisation))
        return HttpResponse("ok")

    ask(company, page)
    now, today, roles, organisation = moments[0]
    assert now.tzinfo is not None
    assert (today - now.date()).days in {0, 1}
    assert roles == {Role.RECIPIENT_RELEASER}
    assert organisation == company.organisation
    assert not Notice.objects.filter(person=company.releaser).exists()
