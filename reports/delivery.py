"""Carrying the outbox: each notice is told once to whoever is still entitled to hear it.

The row is locked while it is sent and marked in the same transaction, so two workers never send
the same one. A worker killed between sending and marking leaves it unmarked: it is sent again under
the same Message-ID, which a mail folder keeps once.
"""

import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from smtplib import SMTPRecipientsRefused
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string

from reports.bounces import Failure, note_failure
from reports.reminding import KIND as REMINDER
from reports.reminding import LATE_MARK, still_due
from workflow.calendar import jst_day
from workflow.models import Membership, Notice, Person
from workflow.models.person import OrganisationKind
from workflow.notices import unsent

log = logging.getLogger(__name__)
# How a subject begins, so that a reader knows at a glance: to be done, grave, or to be known.
TO_DO, GRAVE, NEWS = "【要対応】", "【重要】", "【お知らせ】"
GRAVE_KINDS = frozenset({
    "order_compliance", "order_suspension", "order_correction", "decision_cancelled",
    "refund_ordered", "charges_billed", "refund_demanded", "held_for_late_report", "plan_revoked",
    "plan_change_ordered", "money_demanded", "mail_returned",
})  # fmt: skip
LONGEST_PAUSE = timedelta(hours=6)
# Mail passes through other people's servers: an amount is read on the page, behind the login.
AMOUNT = re.compile(r"[△▲-]?[0-9０-９][0-9０-９,，. 兆億万千百]*円")
NO_AMOUNT = "（金額は画面に表示）"
# So many failures in a row mean that the mail server is down, not that addresses are wrong.
FAILURES_IN_A_ROW = 5


class Outcome(StrEnum):
    """What became of a notice. NOT_DUE: sent already, in another worker's hands, or pausing.

    UNCLAIMED: nobody holds the role it is for. REFUSED: the mail server does not take the address.
    """

    SENT = "sent"
    PASSED_ON = "passed on"
    DROPPED = "dropped"
    UNCLAIMED = "unclaimed"
    FAILED = "failed"
    REFUSED = "refused"
    NOT_DUE = "not due"


def due(now: datetime) -> QuerySet[Notice]:
    """What is to be tried at a moment, oldest first."""
    return unsent().filter(Q(retry_at__isnull=True) | Q(retry_at__lte=now))


def deliver_due(*, now: datetime, limit: int = 500) -> int:
    """Try what is due, notices to roles first; returns how many mails were sent."""
    sent = failed = 0
    for notice_id in islice(_due_ids(now), limit):
        outcome = deliver_notice(notice_id, now=now)
        sent += outcome is Outcome.SENT
        failed = failed + 1 if outcome is Outcome.FAILED else 0
        if failed == FAILURES_IN_A_ROW:
            log.error("no mail gets through; the rest waits")
            break
    return sent


@transaction.atomic
def deliver_notice(notice_id: UUID, *, now: datetime) -> Outcome:
    """Send one notice, pass it on to a role's holders, or drop it; whatever is right now."""
    _allow_a_slow_mail_server()
    rows = due(now).select_for_update(skip_locked=True, of=("self",))
    notice = rows.select_related("person", "organisation").filter(pk=notice_id).first()
    if notice is None:
        return Outcome.NOT_DUE
    if notice.person is None:
        return _pass_on(notice, now)
    if not may_be_told(notice.person, notice, now) or not _is_still_true(notice):
        notice.dropped_at = now
        notice.save(update_fields=["dropped_at"])
        return Outcome.DROPPED
    return _send(notice, notice.person, now)


def may_be_told(person: Person, notice: Notice, now: datetime) -> bool:
    """Whether the addressee is still there: active, and inside or still in the company meant."""
    inside = ~Q(organisation__kind=OrganisationKind.RECIPIENT)
    meant = Q(organisation=notice.organisation_id) if notice.organisation_id else inside
    held = person.memberships_on(jst_day(now)).filter(inside | meant)
    return person.is_active and held.exists()


def _is_still_true(notice: Notice) -> bool:
    """A reminder speaks of what is open when it is sent; of nothing, it is not sent."""
    if notice.kind != REMINDER:
        return True
    said = still_due(notice)
    if said is not None:
        notice.title, notice.body = said
        notice.save(update_fields=["title", "body"])
    return said is not None


def _allow_a_slow_mail_server() -> None:
    # Cut off while the server thinks, the mark would be lost and the mail sent twice.
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '5min'")


def _due_ids(now: datetime) -> Iterator[UUID]:
    yield from list(due(now).filter(person=None).values_list("pk", flat=True))
    yield from list(due(now).exclude(person=None).values_list("pk", flat=True))


def _pass_on(notice: Notice, now: datetime) -> Outcome:
    """One notice for each holder of the role now. Without any it stays, for nothing is lost."""
    today = jst_day(now)
    held = Membership.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today),
        role=notice.role,
        valid_from__lte=today,
    )
    holders = Person.objects.filter(is_active=True, memberships__in=held).distinct()
    if not holders:
        _pause(notice, now, f"nobody holds the role {notice.role}")
        return Outcome.UNCLAIMED
    for person in holders:
        Notice.objects.create(
            key=f"{notice.pk}:{person.pk}",
            kind=notice.kind,
            person=person,
            organisation_id=notice.organisation_id,
            subject_type=notice.subject_type,
            subject_id=notice.subject_id,
            title=notice.title,
            body=notice.body,
            created_at=notice.created_at,
        )
    notice.sent_at = now
    notice.save(update_fields=["sent_at"])
    return Outcome.PASSED_ON


def _send(notice: Notice, person: Person, now: datetime) -> Outcome:
    try:
        mail_of(notice, person).send()
    except SMTPRecipientsRefused as error:
        # The server lives and names the address: no reason to think the others fail, too.
        _note_refusal(notice, person, error, now)
        return Outcome.REFUSED
    except OSError as error:
        _pause(notice, now, f"{type(error).__name__}: {error}")
        return Outcome.FAILED
    notice.sent_at = now
    notice.attempts += 1
    notice.save(update_fields=["sent_at", "attempts"])
    return Outcome.SENT


def _note_refusal(
    notice: Notice, person: Person, error: SMTPRecipientsRefused, now: datetime
) -> None:
    code, said = next(iter(error.recipients.values()))
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if 500 <= code < 600:
        note_failure(Failure(notice.pk, person.email, f"5 ({code})", text), now=now)
    _pause(notice, now, f"{code} {text}")


def mail_of(notice: Notice, person: Person) -> EmailMultiAlternatives:
    """The mail, as text and as HTML; its Message-ID is the notice's id, however often it goes."""
    company = notice.organisation
    if company and not person.memberships.filter(organisation=company).exists():
        company = None
    title = without_amounts(" ".join(notice.title.split()))
    told = {
        "title": title, "body": without_amounts(notice.body), "number": notice.pk,
        "person": person, "company": company,
    }  # fmt: skip
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    mail = EmailMultiAlternatives(
        subject=f"{tag_of(notice)}{title}",
        body=render_to_string("mail/notice.txt", told),
        to=[person.email],
        reply_to=[settings.REPLY_TO_EMAIL] if settings.REPLY_TO_EMAIL else None,
        headers={
            "Message-ID": f"<{notice.pk}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "List-Id": f"<deadlines.{domain}>",
        },
    )
    mail.attach_alternative(render_to_string("mail/notice.html", told), "text/html")
    return mail


def without_amounts(text: str) -> str:
    """The text as it may go by mail."""
    return AMOUNT.sub(NO_AMOUNT, text)


def tag_of(notice: Notice) -> str:
    """The tag before the subject."""
    if notice.kind == REMINDER:
        return GRAVE if notice.title.startswith(LATE_MARK) else TO_DO
    return GRAVE if notice.kind in GRAVE_KINDS else NEWS


def _pause(notice: Notice, now: datetime, reason: str) -> None:
    """Note the failure and pause: one minute, then twice as long each time, up to six hours."""
    notice.attempts += 1
    notice.last_error = reason[:1000]
    pause = timedelta(minutes=2 ** min(notice.attempts - 1, 10))
    notice.retry_at = now + min(pause, LONGEST_PAUSE)
    notice.save(update_fields=["attempts", "last_error", "retry_at"])
    log.warning("notice %s not delivered: %s", notice.pk, reason)
