"""証拠書類の取外し (適正化法14条): a file attached by mistake is taken out.

Who: recipient_writer, recipient_releaser
State: — (report OPEN, OVERDUE, RETURNED)
Ledger: none
Paper: none
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from reports.acts.save_report_draft import problems_writing
from reports.models import Report, ReportFile
from workflow.act import act, find, lock
from workflow.advance import record_act
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_removing(file: ReportFile) -> list[Problem]:
    """Once is enough."""
    if file.removed_at is None:
        return []
    return [Problem("removed", "このファイルは外してあります。", "画面を開き直してください。")]


@act
def remove_evidence(file_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Take the file out; its record, and what an earlier filing said of it, stay."""
    report = lock(Report, find(ReportFile, file_id).report_id)
    file = lock(ReportFile, file_id)
    refuse_if(problems_writing(report) + problems_removing(file))
    file.removed_at = now
    file.save(update_fields=["removed_at"])
    return record_act(report, file=file.evidence.filename, size=file.evidence.size)
