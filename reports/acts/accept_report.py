"""報告書の受理 (適正化法12条・14条, 推進法12条): read, found in order; the duty is met.

Who: case_officer
State: report SUBMITTED → ACCEPTED
Ledger: none
Paper: none (the 受領書 went out on arrival)
Deadline: the report's duty met, on the day it counts as filed; 支払の保留 for its lateness lifted
"""

from datetime import datetime
from uuid import UUID

from grants.holds import lift_late_report
from reports.dossier import Dossier
from reports.models import Report
from reports.report_kinds import REPAIR
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.models import ActRecord, Obligation, Person, Role
from workflow.problems import Problem, refuse_if


def problems_accepting(dossier: Dossier, filing_number: int) -> list[Problem]:
    """What was read is what is accepted."""
    last = dossier.filings[-1].number if dossier.filings else 0
    if filing_number == last:
        return []
    return [
        Problem(
            "filing", f"読んだ後に新しい提出（第{last}回）がありました。",
            "画面を開き直し、新しい提出を確認してください。",
        )
    ]  # fmt: skip


@act
def accept_report(
    report_id: UUID, filing_number: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Accept the report; its duty is met on the day it counts as filed."""
    report = lock(Report, report_id)
    dossier = Dossier(report)
    refuse_if(problems_accepting(dossier, filing_number))
    counted_on = dossier.counted_on() if dossier.filings else None
    record = advance(report, "to_accepted", filing=filing_number, counted_on=counted_on)
    assert counted_on is not None, "a report that can be accepted was filed"
    repairs = Obligation.objects.filter(subject_id=report.pk, kind=REPAIR)
    for duty in filter(None, [dossier.duty, *repairs]):
        lift_late_report(duty, "報告を受理したため。")
    duties.meet(record, dossier.subject, report.kind, counted_on, period_key=report.period_key)
    notices.tell(
        notices.people_of(report.organisation, Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER),
        "report_accepted", report, f"報告書の受理（{report.title}）",
        "内容を確認し、受理しました。",
    )  # fmt: skip
    return record
