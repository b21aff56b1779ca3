"""Issuing and printing every paper that is due; safe to run twice, late or in two copies."""

import logging
from datetime import datetime
from uuid import UUID

from reports.acts.issue_notice import issue_notice
from reports.models import IssuedPaper
from reports.papers.deserved import waiting
from reports.press import print_paper
from workflow.audiences import RECIPIENT, audience_of_role
from workflow.authority import AUTHORITY
from workflow.models import ActRecord
from workflow.problems import Refused
from workflow.robot import robot

log = logging.getLogger(__name__)


def issue_due_papers() -> list[UUID]:
    """Issue the paper of every act that still lacks one, as the act's own actor on its own day.

    What answers a company's own act (受理) goes out in the system's name. One that cannot be
    issued stays due and is tried again; it does not hold up the others.
    """
    issued = []
    for cause in waiting().select_related("actor"):
        try:
            issued.append(issue_paper_of(cause).subject_id)
        except Refused as refusal:
            log.warning("no paper for %s yet: %s", cause.pk, refusal)
        except Exception:
            log.exception("no paper for %s", cause.pk)
    return issued


def print_due_papers(*, now: datetime) -> list[UUID]:
    """Draw every issued paper that has no file yet. One that fails does not hold up the others."""
    printed = []
    for paper in IssuedPaper.objects.filter(file__isnull=True).values_list("pk", flat=True):
        try:
            printed.append(print_paper(paper, now=now).pk)
        except Exception:
            log.exception("paper %s was not drawn", paper)
    return printed


def issue_and_print_due(*, now: datetime) -> None:
    """What the worker does every few seconds, and a story or a test in one go."""
    issue_due_papers()
    print_due_papers(now=now)


def issue_paper_of(cause: ActRecord) -> ActRecord:
    """Issue the paper of an act on the act's own day."""
    is_outside = audience_of_role(AUTHORITY[cause.act][0]) == RECIPIENT
    actor = robot() if is_outside else cause.actor
    return issue_notice(cause.pk, actor=actor, now=cause.acted_at, key=f"paper:{cause.pk}")
