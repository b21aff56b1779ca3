"""Mail through a real SMTP server: what arrives, and what its refusals lead to."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from config.stack.ports import free_port
from reports.delivery import Outcome, deliver_notice
from tests.reports.test_delivery import a_notice, a_person
from workflow.models import Bounce, Notice

NOW = datetime.fromisoformat("2026-11-24T09:00:00+09:00")


class Post:
    """What the server does with mail: keeps it, or answers what it was told to answer."""

    def __init__(self) -> None:
        self.arrived: list[EmailMessage] = []
        self.senders: list[str] = []
        self.refusals: dict[str, str] = {}

    async def handle_RCPT(  # the server's own name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse an address."""
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the message."""
        content: Any = envelope.content
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.arrived.append(message)
        self.senders.append(envelope.mail_from or "")
        return "250 OK"


@pytest.fixture
def post(settings: Settings) -> Iterator[Post]:
    """A mail server on a port of its own; the project's mail goes there."""
    handler, port = Post(), free_port()
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
    settings.REPLY_TO_EMAIL = "kikin@example.jp"
    yield handler
    server.stop()


def address_of(notice: Notice) -> str:
    assert notice.person is not None
    return notice.person.email


@pytest.mark.django_db
def test_a_notice_arrives_as_text_and_as_html_under_its_own_id(post: Post) -> None:
    notice = a_notice(a_person())
    assert deliver_notice(notice.pk, now=NOW) is Outcome.SENT
    (mail,) = post.arrived
    assert mail["Message-ID"] == f"<{notice.pk}@example.jp>"
    assert mail["To"] == address_of(notice)
    assert mail["Reply-To"] == "kikin@example.jp"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"].strip().startswith("【お知らせ】")
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    for part in (text, html):
        assert notice.title in part.get_content()
    assert not list(mail.iter_attachments())
    assert deliver_notice(notice.pk, now=NOW) is Outcome.NOT_DUE
    assert len(post.arrived) == 1


@pytest.mark.django_db
def test_a_title_cannot_add_a_header(post: Post) -> None:
    notice = a_notice(a_person())
    Notice.objects.filter(pk=notice.pk).update(title="報告\r\nBcc: evil@example.com")
    assert deliver_notice(notice.pk, now=NOW) is Outcome.SENT
    (mail,) = post.arrived
    assert mail["Bcc"] is None


@pytest.mark.django_db
def test_an_address_the_server_does_not_know_is_noted_and_tried_again_later(post: Post) -> None:
    notice = a_notice(a_person())
    post.refusals[address_of(notice)] = "550 5.1.1 no such user"
    assert deliver_notice(notice.pk, now=NOW) is Outcome.REFUSED
    bounce = Bounce.objects.get(notice=notice)
    assert (bounce.address, bounce.is_permanent) == (address_of(notice), True)
    assert "no such user" in bounce.diagnostic
    notice.refresh_from_db()
    assert (notice.sent_at, notice.retry_at) == (None, NOW + timedelta(minutes=1))
    post.refusals.clear()
    assert deliver_notice(notice.pk, now=NOW + timedelta(minutes=2)) is Outcome.SENT


@pytest.mark.django_db
def test_a_server_that_is_busy_is_asked_again_and_nobody_is_blamed(post: Post) -> None:
    notice = a_notice(a_person())
    post.refusals[address_of(notice)] = "451 4.7.1 greylisted"
    assert deliver_notice(notice.pk, now=NOW) is Outcome.REFUSED
    assert not Bounce.objects.filter(notice=notice).exists()
    post.refusals.clear()
    assert deliver_notice(notice.pk, now=NOW + timedelta(minutes=2)) is Outcome.SENT
    assert len(post.arrived) == 1
