"""Papers for the pages: those of a case and its reports, and which acts still lack theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from reports.models import Filing, IssuedPaper, Report
from reports.papers.deserved import waiting
from reports.pdf.filing_receipt import TITLE as RECEIPT
from reports.receipt import number_of
from workflow.calendar import jst_day
from workflow.models import ActRecord, Extension, Obligation, Organisation


@dataclass(frozen=True)
class Standing:
    """One paper on the shelf. page, pdf: the names of the pages that show it."""

    pk: UUID
    on: date
    title: str
    number: str
    page: str = "paper"
    pdf: str = "pdf"


@dataclass(frozen=True)
class Shelf:
    """The papers of some subjects, and the records of acts whose paper is not issued yet."""

    papers: list[Standing]
    lacking: list[ActRecord]


def shelf_of(subjects: Iterable[UUID], own: Organisation | None = None) -> Shelf:
    """What stands on the shelf of a case, its reports and deadlines included, the newest first.

    A company's reader sees only the company's own.
    """
    ids = list(subjects)
    theirs = Q() if own is None else Q(organisation=own)
    issued = IssuedPaper.objects.filter(theirs, _about(ids)).order_by("number")
    papers = [Standing(row.pk, row.issued_on, row.title, row.number) for row in issued]
    papers += _receipts(ids, theirs)
    lacking = list(waiting().filter(_about(ids))) if own is None else []
    return Shelf(sorted(papers, key=lambda paper: paper.on, reverse=True), lacking)


def _about(ids: list[UUID]) -> Q:
    """Rows about these subjects, their reports, the duties of both, and what was asked of those."""
    reports = Report.objects.filter(subject_id__in=ids)
    duties = Obligation.objects.filter(
        Q(subject_id__in=ids) | Q(subject_id__in=reports.values("pk"))
    )
    wishes = Extension.objects.filter(duty__in=duties)
    further = [Q(subject_id__in=rows.values("pk")) for rows in (reports, duties, wishes)]
    return Q(subject_id__in=ids) | further[0] | further[1] | further[2]


def _receipts(ids: list[UUID], theirs: Q) -> list[Standing]:
    """The receipts of the reports filed: each is drawn from its filing."""
    filings = Filing.objects.filter(theirs, report__subject_id__in=ids).select_related("report")
    return [
        Standing(
            row.pk, jst_day(row.received_at), f"{RECEIPT}（{row.report.title} 第{row.number}回）",
            number_of(row), "filing", "filing_pdf",
        )
        for row in filings.order_by("received_at")
    ]  # fmt: skip


def paper_of(record: ActRecord | None) -> IssuedPaper | None:
    """The paper an act deserved, if it is issued."""
    return IssuedPaper.objects.filter(cause=record).first() if record else None
