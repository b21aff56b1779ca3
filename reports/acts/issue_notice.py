"""通知書等の発行 (適正化法8条・15条・18条・19条・21条の2): the paper an act deserves, once.

Who: case_officer, section_chief, department_director, executive, inspector, cashier, accounting_clerk, accounting_approver, treasury_manager, deadline_keeper
State: —
Ledger: none
Paper: none (what it issues belongs to the act before it)
Deadline: none
"""  # noqa: E501 (who may issue is one line)

from datetime import datetime
from typing import Any
from uuid import UUID

from fund.queries import head
from reports.issuing import problems_printing, write_paper
from reports.models import IssuedPaper
from reports.papers.catalogue import next_paper_number
from reports.papers.deserved import deserving
from workflow.act import act, lock
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import Problem, Refused, refuse_if


def problems_issuing(record: ActRecord) -> list[Problem]:
    """A record deserves one paper, once."""
    paper = IssuedPaper.objects.filter(cause=record).first()
    if paper is None:
        return []
    return [
        Problem(
            "issued",
            f"この手続の文書は発行済みです（{paper.number}）。",
            "発行済みの文書を印刷してください。",
        )
    ]


@act
def issue_notice(record_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Freeze the paper of an act, as things stood when the act was done."""
    record = ActRecord.objects.select_related("organisation").filter(pk=record_id).first()
    row = deserving(record) if record else None
    if record is None or row is None:
        raise Refused(
            Problem(
                "no_paper", "この手続に文書はありません。", "手続の一覧から選び直してください。"
            )
        )
    # Locked, so that two issuers cannot both find nothing issued.
    subject: Any = lock(row.subject, record.subject_id)
    refuse_if(problems_issuing(record))
    issued_on = jst_day(record.acted_at)
    number = next_paper_number(row.kind, issued_on) if row.kind.series else subject.decision_number
    content = row.build(record, number)
    refuse_if(problems_printing(content))
    segment = segment_of(subject)
    known = head(segment) if segment else None
    return write_paper(
        row.kind, number, content, issued_on, segment=segment, known=known, cause=record
    )


def segment_of(subject: Any) -> int | None:
    """The 勘定 of what an act was done to; None for a deadline, which rests on no books."""
    for part in ("order", "grant", "plan"):
        subject = getattr(subject, part, None) or subject
    found: int | None = getattr(subject, "segment", None)
    return found
