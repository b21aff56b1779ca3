"""Papers for the pages: those of a case, and which acts still lack theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from reports.models import IssuedPaper
from reports.papers.deserved import waiting
from workflow.models import ActRecord, Organisation


@dataclass(frozen=True)
class Shelf:
    """The papers of some subjects, and the records of acts whose paper is not issued yet."""

    papers: list[IssuedPaper]
    lacking: list[ActRecord]


def shelf_of(subjects: Iterable[UUID], own: Organisation | None = None) -> Shelf:
    """What stands on the shelf of a case; a company's reader sees only the company's own."""
    ids = list(subjects)
    papers = IssuedPaper.objects.filter(subject_id__in=ids).order_by("-issued_on", "number")
    if own is not None:
        return Shelf(list(papers.filter(organisation=own)), [])
    return Shelf(list(papers), list(waiting().filter(subject_id__in=ids)))


def paper_of(record: ActRecord | None) -> IssuedPaper | None:
    """The paper an act deserved, if it is issued."""
    return IssuedPaper.objects.filter(cause=record).first() if record else None
