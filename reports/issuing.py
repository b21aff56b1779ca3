"""Writing a paper as issued: its number, its frozen content and the ledger's head it knew."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from fund.queries import Head
from reports.models import IssuedPaper
from reports.papers.catalogue import PaperKind
from reports.pdf.content import paper_data
from reports.pdf.fonts import MissingGlyph, refuse_unprintable
from workflow.advance import record_act
from workflow.models import ActRecord
from workflow.problems import Problem


def problems_printing(content: Any) -> list[Problem]:
    """Characters that could not be printed: an issued paper is never mended."""
    problems = []
    for text in _texts(paper_data(content)):
        for line in text.splitlines():
            try:
                refuse_unprintable(line)
            except MissingGlyph as missing:
                problems.append(Problem("glyph", f"{missing}", "元の記載を直してください。"))
    return problems


def write_paper(
    kind: PaperKind,
    number: str,
    content: Any,
    issued_on: date,
    *,
    segment: int | None,
    known: Head | None,
    as_of: date | None = None,
    cause: ActRecord | None = None,
) -> ActRecord:
    """Write the paper and the record of its issuing. Only inside an act; draws nothing.

    known: the head of the segment's ledger; None for a paper that rests on no books.
    """
    paper = IssuedPaper(
        kind=kind.code,
        number=number,
        subject_type=cause.subject_type if cause else "",
        subject_id=cause.subject_id if cause else None,
        organisation=cause.organisation if cause and not kind.is_inner else None,
        title=kind.title,
        issued_on=issued_on,
        data=paper_data(content),
        segment=segment,
        as_of=as_of,
        ledger_seq=known.seq if known else None,
        ledger_hash=known.hash if known else "",
        cause=cause,
    )
    paper.made_by = record_act(
        paper, kind=kind.code, number=number, ledger_seq=known.seq if known else ""
    )
    paper.save(force_insert=True)
    return paper.made_by


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _texts(part)
