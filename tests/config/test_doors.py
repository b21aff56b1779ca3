"""What each web process sends and refuses, whatever the page."""

import socket
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from config.celery import JOBS, app
from config.processes import beat, web_door, worker
from config.testing.fixtures import Doors, open_doors


@pytest.mark.django_db
def test_the_health_page_reaches_the_database_and_the_cache(client: Client) -> None:
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json() == {"door": "inside", "ok": True}


@pytest.mark.django_db
def test_every_page_forbids_foreign_scripts_and_framing(client: Client) -> None:
    answer = client.get("/health/")
    rules = answer["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in rules
    assert "script-src 'self'" in rules
    assert "frame-ancestors 'none'" in rules
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"


def test_the_recipients_door_has_no_address_of_the_officers() -> None:
    outside = {str(pattern.pattern) for pattern in get_resolver("config.urls_outside").url_patterns}
    assert not outside & {"officer/", "auditor/", "meti/"}


def test_the_recipients_door_is_told_no_other_roles_password() -> None:
    told = web_door("outside", "127.0.0.1", 1).environment.keys()
    assert "RECIPIENT_DATABASE_URL" in told
    assert not told & {"DATABASE_URL", "MIGRATE_DATABASE_URL", "AUDITOR_DATABASE_URL"}
    assert not told & {"SEALER_DATABASE_URL", "ADMIN_DATABASE_URL", "FUND_SEAL_KEY"}


def test_only_the_worker_is_told_the_sealing_key() -> None:
    children = [web_door("inside", "127.0.0.1", 1), web_door("outside", "127.0.0.1", 2), beat()]
    assert all("FUND_SEAL_KEY" not in child.environment for child in children)
    assert "FUND_SEAL_KEY" in worker().environment


def test_there_is_no_admin_site() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


def test_every_periodic_job_names_a_task_that_exists_and_says_why() -> None:
    app.loader.import_default_modules()
    for job in JOBS:
        assert job.task in app.tasks
        assert job.why.endswith(".")


def half_a_form(base: str) -> socket.socket:
    """A line on which a form was announced and only half of it came."""
    where = urlsplit(base)
    line = socket.create_connection((where.hostname, where.port), timeout=60)
    # Only with a token in a cookie is the form read, to compare the two.
    cookie = settings.CSRF_COOKIE_NAME.replace("inside", "outside").encode() + b"=" + b"a" * 32
    line.sendall(
        b"POST /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + cookie + b"\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\nemail="
    )
    return line


def test_who_falls_silent_in_the_middle_keeps_no_thread(
    django_db_setup: None, doors: Doors
) -> None:
    with (
        open_doors(FUND_SILENT_LINE_SECONDS="0.5") as impatient,
        half_a_form(impatient.outside) as given_up,
    ):
        assert given_up.recv(12) == b"HTTP/1.1 403"
    # Control: with the usual patience the same line is still waited for.
    with half_a_form(doors.outside) as kept:
        kept.settimeout(3)
        with pytest.raises(TimeoutError):
            kept.recv(12)
