"""The outbox: everybody still entitled is told once, whatever happens to the workers."""

import email
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import policy
from email.message import EmailMessage as Mime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connections, transaction
from pytest_django import Settings

from reports.delivery import FAILURES_IN_A_ROW, Outcome, deliver_due, deliver_notice, due
from reports.tasks import deliver_notices
from tests.reports.world import company
from workflow.corporate_number import fictional_number
from workflow.models import Membership, Notice, Organisation, Person, Role
from workflow.models.person import OrganisationKind
from workflow.notices import unsent

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture
def mail(settings: Settings, tmp_path: Path) -> Path:
    """Mail goes to this folder, one file a Message-ID."""
    settings.EMAIL_BACKEND = "reports.mail.MailFolder"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


@pytest.fixture
def alone(db: None) -> None:
    """Nothing else is unsent: other tests may have left notices of theirs."""
    unsent().update(sent_at=NOW)


@pytest.fixture
def post_is_down(settings: Settings) -> None:
    """Nothing listens where the mail server should be."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def a_person(role: Role = Role.CASE_OFFICER, until: date | None = None) -> Person:
    nedo = Organisation.objects.create(
        kind=OrganisationKind.NEDO,
        name="試験機構",
        corporate_number=fictional_number(uuid4().int % 10**9),
        is_fictional=True,
    )
    return a_member(nedo, role, until)


def a_member(organisation: Organisation, role: Role, until: date | None = None) -> Person:
    person = Person.objects.create(email=f"{uuid4()}@example.jp", name="試験 花子", password="!")
    Membership.objects.create(
        person=person, organisation=organisation, role=role,
        valid_from=date(2023, 4, 1), valid_until=until,
    )  # fmt: skip
    return person


def a_notice(
    person: Person | None = None, role: str = "", organisation: Organisation | None = None
) -> Notice:
    return Notice.objects.create(
        key=str(uuid4()), kind="test", person=person, role=role, organisation=organisation,
        subject_type="grants.grant", subject_id=uuid4(), title="交付決定のお知らせ（P23-0001）",
        body="交付決定額 2,700,000,000円。\n<b>不服</b>のある場合は申し出てください。",
        created_at=NOW,
    )  # fmt: skip


def read(folder: Path, notice: Notice) -> Mime:
    parsed = email.message_from_bytes(
        (folder / f"{notice.pk}.eml").read_bytes(), policy=policy.default
    )
    assert isinstance(parsed, Mime)
    return parsed


def again(notice: Notice) -> Notice:
    notice.refresh_from_db()
    return notice


@pytest.mark.django_db
class TestOneNotice:
    def test_the_mail_says_it_in_text_and_in_html(self, mail: Path) -> None:
        firm = company().organisation
        notice = a_notice(a_member(firm, Role.RECIPIENT_RELEASER), organisation=firm)
        assert deliver_notice(notice.pk, now=NOW) is Outcome.SENT
        sent = read(mail, notice)
        assert sent["Subject"].strip() == "【お知らせ】交付決定のお知らせ（P23-0001）"
        assert str(sent["Message-ID"]) == f"<{notice.pk}@example.jp>"
        text, html = sent.get_body(("plain",)), sent.get_body(("html",))
        assert text is not None
        assert html is not None
        assert "<b>不服</b>のある場合" in text.get_content()
        assert "&lt;b&gt;不服&lt;/b&gt;のある場合" in html.get_content()
        assert text.get_content().startswith("株式会社試験電池\n試験 花子 様")

    @pytest.mark.parametrize(
        "said", ["120,000,000円", "１２０，０００円", "△5円", "3,316億円", "1億2,000万円", "5 円"]
    )
    def test_no_amount_goes_by_mail(self, mail: Path, said: str) -> None:
        notice = a_notice(a_person())
        Notice.objects.filter(pk=notice.pk).update(
            title=f"支払 {said}", body=f"支払額は{said}です。"
        )
        deliver_notice(notice.pk, now=NOW)
        sent = read(mail, notice)
        for part in (sent.get_body(("plain",)), sent.get_body(("html",))):
            assert part is not None
            text = part.get_content()
            assert "支払額は（金額は画面に表示）です。" in text
        assert "円" not in sent["Subject"]
        assert said in again(notice).body

    def test_an_officer_is_not_addressed_as_the_company(self, mail: Path) -> None:
        notice = a_notice(a_person(), organisation=company().organisation)
        deliver_notice(notice.pk, now=NOW)
        body = read(mail, notice).get_body(("plain",))
        assert body is not None
        assert body.get_content().startswith("試験 花子 様")

    def test_run_twice_it_is_sent_once(self, mail: Path) -> None:
        notice = a_notice(a_person())
        assert deliver_notice(notice.pk, now=NOW) is Outcome.SENT
        assert deliver_notice(notice.pk, now=NOW) is Outcome.NOT_DUE
        assert len(list(mail.iterdir())) == 1
        assert again(notice).sent_at == NOW

    def test_sent_but_not_marked_it_is_sent_again_into_the_same_file(self, mail: Path) -> None:
        notice = a_notice(a_person())
        deliver_notice(notice.pk, now=NOW)
        first = (mail / f"{notice.pk}.eml").read_bytes()
        Notice.objects.filter(pk=notice.pk).update(sent_at=None)
        assert deliver_notice(notice.pk, now=NOW) is Outcome.SENT
        assert [path.read_bytes() for path in mail.iterdir()] == [first]

    def test_a_title_of_two_lines_makes_no_second_header(self, mail: Path) -> None:
        notice = a_notice(a_person())
        Notice.objects.filter(pk=notice.pk).update(title="件名\nBcc: thief@example.jp")
        deliver_notice(notice.pk, now=NOW)
        assert read(mail, notice)["Bcc"] is None


@pytest.mark.django_db
class TestWhoIsStillTold:
    def gets(self, notice: Notice) -> Outcome:
        return deliver_notice(notice.pk, now=NOW)

    def test_somebody_switched_off_is_not_told(self, mail: Path) -> None:
        person = a_person()
        notice = a_notice(person)
        Person.objects.filter(pk=person.pk).update(is_active=False)
        assert self.gets(notice) is Outcome.DROPPED
        assert again(notice).dropped_at == NOW
        assert again(notice).sent_at is None
        assert not mail.exists()

    def test_somebody_whose_time_is_over_is_not_told(self, mail: Path) -> None:
        assert self.gets(a_notice(a_person(until=TODAY - timedelta(days=1)))) is Outcome.DROPPED
        assert self.gets(a_notice(a_person(until=TODAY))) is Outcome.SENT

    def test_somebody_who_changed_companies_does_not_hear_of_the_old_one(self, mail: Path) -> None:
        old, new = company().organisation, company().organisation
        person = a_member(old, Role.RECIPIENT_WRITER, until=TODAY - timedelta(days=1))
        Membership.objects.create(
            person=person, organisation=new, role=Role.RECIPIENT_WRITER, valid_from=TODAY
        )
        assert self.gets(a_notice(person, organisation=old)) is Outcome.DROPPED
        assert self.gets(a_notice(person, organisation=new)) is Outcome.SENT

    def test_a_dropped_notice_stays_dropped(self, mail: Path) -> None:
        person = a_person()
        Person.objects.filter(pk=person.pk).update(is_active=False)
        notice = a_notice(person)
        self.gets(notice)
        Person.objects.filter(pk=person.pk).update(is_active=True)
        assert self.gets(notice) is Outcome.NOT_DUE


@pytest.mark.usefixtures("alone")
class TestNoticesToARole:
    def test_each_holder_of_the_day_is_told_and_nobody_else(self, mail: Path) -> None:
        Membership.objects.filter(role=Role.RECORDS_MANAGER).update(role=Role.SYSTEM_ADMIN)
        held = [a_person(Role.RECORDS_MANAGER) for _ in range(2)]
        a_person(Role.RECORDS_MANAGER, until=TODAY - timedelta(days=1))
        asleep = a_person(Role.RECORDS_MANAGER)
        Person.objects.filter(pk=asleep.pk).update(is_active=False)
        notice = a_notice(role=Role.RECORDS_MANAGER)
        assert deliver_notice(notice.pk, now=NOW) is Outcome.PASSED_ON
        made = Notice.objects.filter(key__startswith=f"{notice.pk}:")
        assert {one.person_id for one in made} == {person.pk for person in held}
        deliver_due(now=NOW)
        assert {path.stem for path in mail.iterdir()} >= {str(one.pk) for one in made}
        assert deliver_notice(notice.pk, now=NOW) is Outcome.NOT_DUE

    def test_without_a_holder_it_waits_for_one(self, mail: Path) -> None:
        Membership.objects.filter(role=Role.RECORDS_MANAGER).update(role=Role.SYSTEM_ADMIN)
        notice = a_notice(role=Role.RECORDS_MANAGER)
        assert deliver_notice(notice.pk, now=NOW) is Outcome.UNCLAIMED
        a_person(Role.RECORDS_MANAGER)
        later = NOW + timedelta(minutes=1)
        assert deliver_notice(notice.pk, now=later) is Outcome.PASSED_ON

    def test_roles_without_a_holder_hold_up_nobody(self, mail: Path) -> None:
        Membership.objects.filter(role=Role.RECORDS_MANAGER).update(role=Role.SYSTEM_ADMIN)
        for _ in range(FAILURES_IN_A_ROW + 1):
            a_notice(role=Role.RECORDS_MANAGER)
        notice = a_notice(a_person())
        deliver_due(now=NOW)
        assert again(notice).sent_at == NOW


@pytest.mark.usefixtures("alone")
class TestFailure:
    def test_what_failed_is_tried_again_and_then_sent_once(
        self, post_is_down: None, settings: Settings, tmp_path: Path
    ) -> None:
        notice = a_notice(a_person())
        assert deliver_notice(notice.pk, now=NOW) is Outcome.FAILED
        assert again(notice).attempts == 1
        assert "ConnectionRefusedError" in notice.last_error
        assert deliver_notice(notice.pk, now=NOW) is Outcome.NOT_DUE
        settings.EMAIL_BACKEND = "reports.mail.MailFolder"
        settings.EMAIL_FILE_PATH = tmp_path
        assert deliver_notice(notice.pk, now=NOW + timedelta(minutes=1)) is Outcome.SENT
        assert [path.stem for path in tmp_path.iterdir()] == [str(notice.pk)]

    def test_the_pause_doubles_up_to_six_hours(self, post_is_down: None) -> None:
        notice = a_notice(a_person())
        pauses, now = [], NOW
        for _ in range(12):
            deliver_notice(notice.pk, now=now)
            again(notice)
            assert notice.retry_at is not None
            pauses.append((notice.retry_at - now) // timedelta(minutes=1))
            now = notice.retry_at
        assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]

    def test_a_dead_mail_server_is_not_asked_for_every_notice(self, post_is_down: None) -> None:
        for _ in range(FAILURES_IN_A_ROW + 3):
            a_notice(a_person())
        assert deliver_due(now=NOW) == 0
        assert due(NOW).count() == 3


@pytest.fixture
def fifty(committed: None) -> Iterator[list[Notice]]:
    """Fifty committed notices to fifty officers; what other tests left is out of the way."""
    unsent().update(dropped_at=NOW)
    notices = [a_notice(a_person()) for _ in range(50)]
    yield notices
    Notice.objects.filter(pk__in=[n.pk for n in notices], sent_at=None).update(dropped_at=NOW)


def together(count: int, deed: object) -> list[object]:
    results: list[object] = []

    def run() -> None:
        try:
            results.append(deed())  # type: ignore[operator]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_four_workers_at_once_send_every_notice_once(
    fifty: list[Notice], settings: Settings, tmp_path: Path
) -> None:
    # Django's own file backend makes a file of its own each time: a double would be seen.
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    together(4, deliver_notices)
    text = "".join(path.read_text() for path in tmp_path.iterdir())
    assert [text.count(f"<{notice.pk}@") for notice in fifty] == [1] * 50


def test_a_notice_in_another_workers_hands_is_left_to_it(fifty: list[Notice], mail: Path) -> None:
    with transaction.atomic():
        Notice.objects.select_for_update().get(pk=fifty[0].pk)
        (outcome,) = together(1, lambda: deliver_notice(fifty[0].pk, now=NOW))
    assert outcome is Outcome.NOT_DUE
    assert not mail.exists()
