"""報告書の提出 (適正化法12条・14条・26条の3, 推進法12条): what was prepared is filed.

Who: recipient_releaser
State: report OPEN, OVERDUE, RETURNED → SUBMITTED (late: through OVERDUE); 実績報告 moves its case
Ledger: none
Paper: 報告書受領書 (server's time of arrival, files with SHA-256 and size)
Deadline: 補正 met; 実績報告 as in `report_completion`; 遂行命令 … の要否の判断 about it ended
"""

from datetime import datetime
from uuid import UUID

from grants.late_measures import end_as_needless
from reports.acts.save_report_draft import problems_writing
from reports.arrivals import move, problems_moving
from reports.dossier import Dossier, digest_of
from reports.models import Filing, Report
from reports.report_kinds import REPAIR
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import jst_day
from workflow.machines.report import ReportState
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_releasing(report: Report, version: int) -> list[Problem]:
    """What was read is what is filed."""
    problems = problems_writing(report)
    if version != report.version:
        problems.append(
            Problem(
                "version", f"確認した後に内容が変わりました（第{report.version}版）。",
                "もう一度、内容を確かめてください。",
            )
        )  # fmt: skip
    return problems


@act
def release_report(
    report_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """File the report: this moment is its arrival, and by this moment it is judged."""
    report = lock(Report, report_id)
    dossier, today = Dossier(report), jst_day(now)
    refuse_if(problems_releasing(report, version) or dossier.problems(today))
    refuse_if(problems_moving(dossier, today))
    filing = _filed(dossier, actor, now)
    records = []
    if filing.is_late and report.state != ReportState.OVERDUE:
        records.append(advance(report, "to_overdue", due_on=filing.due_on))
    records.append(
        advance(
            report, "to_submitted", filing=filing.number, version=version,
            is_late=int(filing.is_late), files=filing.files, sha256=filing.content_sha256.hex(),
        )
    )  # fmt: skip
    duties.meet_all(records[0], report, today, REPAIR)
    if dossier.duty is not None:
        end_as_needless(records[0], dossier.duty)
    move(dossier, now)
    _tell(filing)
    return records[0]


def _filed(dossier: Dossier, actor: Person, now: datetime) -> Filing:
    report, today = dossier.report, jst_day(now)
    draft, due_on = dossier.draft(report.version), dossier.duty.due_on if dossier.duty else None
    assert draft is not None, "the version that stands is a draft"
    if report.state == ReportState.RETURNED:
        due_on = report.repair_until
    return Filing.objects.create(
        report=report,
        organisation_id=report.organisation_id,
        number=len(dossier.filings) + 1,
        draft=draft,
        received_at=now,
        due_on=due_on,
        is_late=due_on is not None and today > due_on,
        files=[
            {
                "name": file.evidence.filename,
                "size": file.evidence.size,
                "sha256": bytes(file.evidence.sha256).hex(),
            }
            for file in dossier.files
        ],
        content_sha256=digest_of(dossier.answers),
        released_by=actor,
    )


def _tell(filing: Filing) -> None:
    report = filing.report
    late = "【期限後】" if filing.is_late else ""
    notices.tell_role(
        Role.CASE_OFFICER, "report_filed", report, f"{late}報告書の到達（{report.title}）",
        f"{report.organisation.name}から第{filing.number}回の提出がありました。内容を確認してください。",
    )  # fmt: skip
    notices.tell(
        notices.people_of(report.organisation, Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER),
        "report_received", report, f"{late}報告書の受領（{report.title}）",
        "提出を受け付けました。報告書の画面で受領書を印刷できます。",
    )  # fmt: skip
