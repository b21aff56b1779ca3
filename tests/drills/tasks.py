"""What delivery must not be: send everything, then mark everything, one new file for each send."""

import os
from uuid import UUID

from celery import shared_task
from django.core.mail import get_connection

from reports.delivery import mail_of
from workflow.models import Notice

BACKEND = "django.core.mail.backends.filebased.EmailBackend"


@shared_task
def send_then_mark(notice_ids: list[str]) -> None:
    """The control of the drill: killed before its end, it sends again what it has sent."""
    folder = os.environ["CARELESS_FOLDER"]
    notices = Notice.objects.filter(pk__in=map(UUID, notice_ids), sent_at=None)
    for notice in notices.select_related("person", "organisation"):
        assert notice.person is not None
        mail = mail_of(notice, notice.person)
        mail.connection = get_connection(BACKEND, file_path=folder)
        mail.send()
    notices.update(sent_at="2026-11-24T00:00:00Z")
