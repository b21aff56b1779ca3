"""申請書の添付資料の取外し (適正化法5条): a file attached by mistake is taken out before filing.

Who: recipient_writer, recipient_releaser
State: — (DRAFT, RETURNED, or a draft not yet kept)
Ledger: none
Paper: none
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.application_files import lock_written, problems_with_state
from grants.models import ApplicationFile
from workflow.act import act, find, lock
from workflow.advance import record_act
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_removing(file: ApplicationFile) -> list[Problem]:
    """Once is enough."""
    if file.removed_at is None:
        return []
    return [Problem("removed", "このファイルは外してあります。", "画面を開き直してください。")]


@act
def remove_application_file(file_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Take the file out; its record, and what an earlier version said of it, stay."""
    found = find(ApplicationFile, file_id)
    written_id = found.grant_id or found.draft_id
    assert written_id is not None, "file_belongs_to_an_application"
    written = lock_written(written_id)
    file = lock(ApplicationFile, file_id)
    refuse_if(problems_with_state(written) + problems_removing(file))
    file.removed_at = now
    file.save(update_fields=["removed_at"])
    return record_act(written, file=file.evidence.filename, size=file.evidence.size)
