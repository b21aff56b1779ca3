"""The fund's periodic jobs: each asks one question or calls one act."""

import logging

from celery import shared_task
from django.utils import timezone

from fund.books import FUND_SEGMENT
from fund.checks import run_checks
from fund.checks.memory import remember
from fund.queries import segment_by_code
from fund.sealer import seal_now
from fund.shortage import warn_of_shortage

log = logging.getLogger(__name__)


class BooksAreBroken(Exception):
    """An invariant of the books does not hold."""


@shared_task
def verify_nightly() -> None:
    """Ask every invariant; what is broken goes to the operator's log and fails the task."""
    report = run_checks()
    remember(report)
    for result in report.broken:
        log.critical("%s: %s", result.name, "; ".join(map(str, result.bad)))
    if not report.ok:
        raise BooksAreBroken(", ".join(result.name for result in report.broken))


@shared_task
def seal() -> None:
    """Seal books and records as they stand now and export the anchor; twice is two seals."""
    seal_now()


@shared_task
def warn_of_cash_shortage() -> None:
    """Tell once of each shortage of cash the forecast shows within the warning days."""
    warn_of_shortage(segment_by_code(FUND_SEGMENT).segment_id, now=timezone.now())
