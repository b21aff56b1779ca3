"""証拠書類の添付 (適正化法14条, 施行令8条): a file becomes evidence, or stays in quarantine.

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
from workflow import notices
from workflow.act import act, find, lock
from workflow.advance import record_act
from workflow.attaching import keep_as_evidence, keep_out, problems_attaching
from workflow.models import ActRecord, Evidence, Person, Role, Upload
from workflow.problems import refuse_if


@act
def attach_evidence(upload_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Attach a received file to its report; a dangerous one stays out, and the officer is told."""
    report = lock(Report, find(Upload, upload_id).subject_id)
    upload = lock(Upload, upload_id)
    here = Evidence.objects.filter(report_file__report=report, report_file__removed_at=None)
    refuse_if(problems_writing(report) + problems_attaching(upload, here))
    if upload.state == Upload.State.QUARANTINED:
        notices.tell_role(
            Role.CASE_OFFICER, "file_quarantined", report, f"ファイルの隔離（{report.title}）",
            f"「{upload.filename}」を隔離しました。{upload.refusal}",
        )  # fmt: skip
        return record_act(report, **keep_out(upload))
    evidence = keep_as_evidence(upload, report)
    ReportFile.objects.create(
        report=report, organisation_id=report.organisation_id, evidence=evidence
    )
    return record_act(
        report, file=evidence.filename, size=evidence.size, sha256=bytes(evidence.sha256).hex()
    )
