"""The worker's share: papers and post. Each task may run twice, late, or in two copies at once."""

from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from fund.books import FUND_SEGMENT
from fund.queries import segment_by_code
from reports.bounces import read_maildir
from reports.delivery import deliver_due
from reports.due_papers import issue_and_print_due
from reports.keeping import (
    consider_late_measures,
    end_needless_measures,
    hold_for_late_reports,
    lift_ended_holds,
    set_yearly_duties,
)
from reports.reminding import remind
from workflow.incoming import sweep_uploads
from workflow.uploads import evidence_vault


@shared_task
def issue_and_print_due_papers() -> None:
    """Issue and draw what is due."""
    issue_and_print_due(now=timezone.now())


@shared_task
def set_duties_of_the_year() -> None:
    """Write the yearly duties of the fiscal years begun."""
    segment = segment_by_code(FUND_SEGMENT).segment_id
    set_yearly_duties(segment, now=timezone.now())


@shared_task
def remind_of_duties() -> None:
    """Write the reminders whose day has come; do and undo what follows from them."""
    now = timezone.now()
    remind(now=now)
    hold_for_late_reports(now=now)
    lift_ended_holds(now=now)
    consider_late_measures(now=now)
    end_needless_measures(now=now)


@shared_task
def sweep_unfinished_uploads() -> None:
    """Remove what nobody goes on sending."""
    sweep_uploads(evidence_vault(), now=timezone.now())


@shared_task
def read_returned_mail() -> None:
    """Note whom our mail did not reach, where the mailbox it comes back to is a Maildir here."""
    if settings.BOUNCE_MAILDIR:
        read_maildir(Path(settings.BOUNCE_MAILDIR), now=timezone.now())


@shared_task
def deliver_notices() -> None:
    """Send what is due."""
    deliver_due(now=timezone.now())
