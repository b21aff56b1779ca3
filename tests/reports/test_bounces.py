"""Mail that came back: read from a real report, noted once, and seen by the officers."""

from datetime import UTC, datetime
from email.message import EmailMessage
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from reports.bounces import failures_in
from reports.tasks import read_returned_mail
from tests.reports.test_delivery import a_notice, a_person
from workflow.models import Bounce, Notice

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def a_report(notice: Notice, address: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery status notification as a mail server writes it."""
    return (
        "From: MAILER-DAEMON@mx.example.jp\r\nTo: fund@example.jp\r\nSubject: Undelivered\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n"
        ' boundary="B"\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n'
        "--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.jp\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        "--B\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: <{notice.pk}@example.jp>\r\nSubject: x\r\n\r\n--B--\r\n"
    ).encode()


@pytest.fixture
def sent(db: None) -> Notice:
    """A notice to somebody."""
    return a_notice(a_person())


def read(*paths: Path) -> str:
    out = StringIO()
    call_command("read_bounces", *map(str, paths), stdout=out)
    return out.getvalue()


def address_of(notice: Notice) -> str:
    assert notice.person is not None
    return notice.person.email


def test_a_report_names_the_mail_the_address_and_the_reason(sent: Notice) -> None:
    (failure,) = failures_in(a_report(sent, address_of(sent)))
    assert (failure.notice_id, failure.address) == (sent.pk, address_of(sent))
    assert (failure.status, failure.diagnostic) == ("5.1.1", "550 5.1.1 no such user")
    assert failure.is_permanent


@pytest.mark.parametrize("broken", ["<", "<@", "<{id}@", "<{id}@[x"])
def test_a_broken_header_does_not_stop_the_reading(sent: Notice, broken: str) -> None:
    whole = a_report(sent, address_of(sent))
    was, now = f"<{sent.pk}@example.jp>".encode(), broken.format(id=sent.pk).encode()
    for report in (
        whole.replace(was, now),
        whole.replace(b"text/rfc822-h", b"message/rfc822; x=h"),
    ):
        found = failures_in(report.replace(was, now))
        assert {failure.notice_id for failure in found} <= {sent.pk}


def test_a_message_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="読めません"):
        read(tmp_path / "none")


def test_the_worker_notes_what_came_back_and_lays_it_with_what_was_seen(
    sent: Notice, tmp_path: Path, settings: Settings
) -> None:
    settings.BOUNCE_MAILDIR = str(tmp_path)
    read_returned_mail()  # The mailbox is not there yet.
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1.report").write_bytes(a_report(sent, address_of(sent)))
    (tmp_path / "new" / "2.other").write_bytes(b"Subject: no report\r\n\r\nhello")
    read_returned_mail()
    assert Bounce.objects.filter(notice=sent).count() == 1
    assert not list((tmp_path / "new").iterdir())
    assert {path.name for path in (tmp_path / "cur").iterdir()} == {"1.report:2,S", "2.other:2,S"}
    # A worker killed before it moved the message reads it again: noted once.
    (tmp_path / "cur" / "1.report:2,S").replace(tmp_path / "new" / "1.report")
    read_returned_mail()
    assert Bounce.objects.filter(notice=sent).count() == 1


def test_without_a_mailbox_the_worker_reads_none(
    sent: Notice, tmp_path: Path, settings: Settings
) -> None:
    settings.BOUNCE_MAILDIR = ""
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1.report").write_bytes(a_report(sent, address_of(sent)))
    read_returned_mail()
    assert not Bounce.objects.filter(notice=sent).exists()


def test_a_folder_of_reports_is_noted_once_and_the_officers_are_told(
    sent: Notice, tmp_path: Path
) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1.eml").write_bytes(a_report(sent, address_of(sent)))
    assert "1件を新たに" in read(tmp_path)
    assert "0件を新たに" in read(tmp_path)
    bounce = Bounce.objects.get(notice=sent)
    assert (bounce.person, bounce.status, bounce.is_permanent) == (sent.person, "5.1.1", True)
    told = Notice.objects.get(key=f"mail_returned:{sent.pk}")
    assert told.role == "case_officer"


def test_a_full_mailbox_is_noted_without_alarm(sent: Notice, tmp_path: Path) -> None:
    path = tmp_path / "1.eml"
    path.write_bytes(a_report(sent, address_of(sent), "4.2.2"))
    read(path)
    assert not Bounce.objects.get(notice=sent).is_permanent
    assert not Notice.objects.filter(key=f"mail_returned:{sent.pk}").exists()


def test_a_report_about_an_address_the_mail_did_not_go_to_is_nobody_s(
    sent: Notice, tmp_path: Path
) -> None:
    path = tmp_path / "1.eml"
    path.write_bytes(a_report(sent, "somebody@else.example.jp"))
    assert "0件を新たに" in read(path)


def test_a_delayed_mail_and_an_ordinary_answer_are_no_failures(sent: Notice) -> None:
    assert failures_in(a_report(sent, address_of(sent), "4.4.1", "delayed")) == []
    answer = EmailMessage()
    answer["Subject"] = "Re: お知らせ"
    answer.set_content(f"<{sent.pk}@example.jp> を読みました。")
    assert failures_in(answer.as_bytes()) == []
    assert failures_in(b"") == []
