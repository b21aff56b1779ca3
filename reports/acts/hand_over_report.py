"""報告書の責任者への回付 (適正化法12条・14条): the writer is done.

Who: recipient_writer
State: — (report OPEN, OVERDUE, RETURNED)
Ledger: none
Paper: none
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from reports.acts.save_report_draft import problems_writing
from reports.dossier import Dossier
from reports.models import Report
from workflow import notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import refuse_if


@act
def hand_over_report(report_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Tell the responsible people that the report can be filed; refused while it cannot."""
    report = lock(Report, report_id)
    dossier = Dossier(report)
    refuse_if(problems_writing(report))
    refuse_if(dossier.problems(jst_day(now)))
    due = f"期限は {day_text(dossier.duty.due_on)} です。" if dossier.duty else ""
    notices.tell(
        notices.people_of(report.organisation, Role.RECIPIENT_RELEASER),
        "report_ready",
        report,
        f"報告書の確認と提出のお願い（{report.title}）",
        f"{actor.name}さんが作成を終えました。内容を確かめて提出してください。{due}",
    )
    return record_act(report, version=report.version)
