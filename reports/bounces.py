"""Mail that came back: reading delivery status notifications (RFC 3464) and noting them.

Mail goes on being sent to an address that returned one: a mailbox that was full is emptied, and a
due date is not kept silent. Officers see the list and call.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from uuid import UUID

from django.db import transaction

from workflow.models import Bounce, Notice, Role

_MESSAGE_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@", re.IGNORECASE)
KIND = "mail_returned"


@dataclass(frozen=True)
class Failure:
    """One recipient of one mail who was not reached. status: enhanced code, e.g. 5.1.1."""

    notice_id: UUID
    address: str
    status: str
    diagnostic: str

    @property
    def is_permanent(self) -> bool:
        """Whether the address itself is at fault."""
        return self.status.startswith("5")


def failures_in(raw: bytes) -> list[Failure]:
    """What a message reports as failed; nothing for a message that is no such report."""
    # The old policy: the newer one fails over broken headers, and one mail would stop all others.
    message = message_from_bytes(raw)
    is_report = message.get_content_type() == "multipart/report"
    if not is_report or message.get_param("report-type") != "delivery-status":
        return []
    found = _MESSAGE_ID.search(_original_id(message))
    if found is None:
        return []
    notice_id = UUID(found[1])
    return [
        Failure(notice_id, address, status, diagnostic)
        for address, status, diagnostic in _failed_recipients(message)
    ]


def note_failure(failure: Failure, *, now: datetime) -> bool:
    """Note a failure once, and tell the officers. False for what we never sent, or know."""
    with transaction.atomic():
        notice = Notice.objects.select_related("person").filter(pk=failure.notice_id).first()
        # A report names our own mail and the address it went to, or anybody could write one.
        if notice is None or notice.person is None:
            return False
        if notice.person.email.lower() != failure.address.lower():
            return False
        bounce, is_new = Bounce.objects.get_or_create(
            notice=notice,
            defaults={
                "person": notice.person,
                "address": notice.person.email,
                "status": failure.status[:20],
                "diagnostic": failure.diagnostic[:1000],
                "is_permanent": failure.is_permanent,
                "noted_at": now,
            },
        )
        if is_new and failure.is_permanent:
            _tell_officers(bounce, now)
        return is_new


def read_maildir(folder: Path, *, now: datetime) -> int:
    """Note what the new messages of a Maildir report, and lay each with those seen.

    A message is moved after it is noted: one read again by a run that was killed changes nothing.
    Returns the failures newly noted; 0 where the folder is not there yet.
    """
    noted = 0
    for path in sorted((folder / "new").glob("*")):
        noted += sum(note_failure(failure, now=now) for failure in failures_in(path.read_bytes()))
        seen = folder / "cur" / f"{path.name}:2,S"
        seen.parent.mkdir(exist_ok=True)
        path.replace(seen)
    return noted


def _tell_officers(bounce: Bounce, now: datetime) -> None:
    person = bounce.person
    Notice.objects.create(
        key=f"{KIND}:{bounce.notice_id}",
        kind=KIND,
        role=Role.CASE_OFFICER,
        subject_type=bounce.notice.subject_type,
        subject_id=bounce.notice.subject_id,
        title=f"メールが届きませんでした（{person.name}）",
        body=f"お知らせ「{bounce.notice.title}」が {bounce.address} に届きませんでした"
        f"（{bounce.status}）。電話で知らせ、メールアドレスを確かめてください。",
        created_at=now,
    )


def _original_id(message: Message) -> str:
    """The Message-ID of the mail that came back."""
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and isinstance(inner[0], Message):
                return str(inner[0]["Message-ID"] or "")
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            headers = message_from_bytes(payload if isinstance(payload, bytes) else b"")
            return str(headers["Message-ID"] or "")
    return ""


def _failed_recipients(message: Message) -> Iterator[tuple[str, str, str]]:
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            assert isinstance(block, Message)
            if str(block["Action"] or "").strip().lower() == "failed":
                address = str(block["Final-Recipient"] or "").partition(";")[2].strip()
                diagnostic = str(block["Diagnostic-Code"] or "").partition(";")[2].strip()
                yield address, str(block["Status"] or "").strip(), diagnostic
