"""残高証明書の添付: the bank's paper joins the close of a period, before it is closed.

Who: accounting_clerk
State: —
Ledger: none
Paper: none
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from fund.certificates import certificate_files, find_close, problems_attaching_to
from workflow.act import act, find, lock
from workflow.advance import record_act
from workflow.attaching import keep_as_evidence, keep_out, problems_attaching
from workflow.models import ActRecord, Person, Upload
from workflow.problems import refuse_if


@act
def attach_bank_certificate(
    upload_id: UUID, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Attach a received file to its close; a dangerous one stays out."""
    close = find_close(find(Upload, upload_id).subject_id)
    refuse_if(problems_attaching_to(close))
    assert close is not None, "there is a problem without one"
    upload = lock(Upload, upload_id)
    refuse_if(problems_attaching(upload, certificate_files(close)))
    if upload.state == Upload.State.QUARANTINED:
        return record_act(close, **keep_out(upload))
    evidence = keep_as_evidence(upload, close)
    return record_act(
        close,
        period=close.period,
        file=evidence.filename,
        size=evidence.size,
        sha256=bytes(evidence.sha256).hex(),
    )
