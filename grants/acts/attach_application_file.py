"""申請書の添付資料の添付 (適正化法5条, 施行令3条2項): a file joins the application being written.

Who: recipient_writer, recipient_releaser
State: — (DRAFT, RETURNED, or a draft not yet kept)
Ledger: none
Paper: none
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.application_files import lock_written, problems_with_state
from grants.models import ApplicationFile, Grant
from workflow import notices
from workflow.act import act, find, lock
from workflow.advance import record_act
from workflow.attaching import keep_as_evidence, keep_out, problems_attaching
from workflow.models import ActRecord, Evidence, Person, Role, Upload
from workflow.problems import refuse_if


@act
def attach_application_file(
    upload_id: UUID, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Attach a received file to its draft or case; a dangerous one stays out."""
    written = lock_written(find(Upload, upload_id).subject_id)
    upload = lock(Upload, upload_id)
    column = "grant" if isinstance(written, Grant) else "draft"
    here = Evidence.objects.filter(
        **{f"application_file__{column}": written, "application_file__removed_at": None}
    )
    refuse_if(problems_with_state(written) + problems_attaching(upload, here))
    if upload.state == Upload.State.QUARANTINED:
        # Of a draft that NEDO has never seen only the record tells.
        if isinstance(written, Grant):
            notices.tell_role(
                Role.CASE_OFFICER, "file_quarantined", written,
                f"ファイルの隔離（{written.number}）",
                f"「{upload.filename}」を隔離しました。{upload.refusal}",
            )  # fmt: skip
        return record_act(written, **keep_out(upload))
    evidence = keep_as_evidence(upload, written)
    ApplicationFile.objects.create(
        organisation_id=written.organisation_id, evidence=evidence, **{column: written}
    )
    return record_act(
        written, file=evidence.filename, size=evidence.size, sha256=bytes(evidence.sha256).hex()
    )
