"""一時停止の解除 (適正化法13条2項): the company remedied what was ordered.

Who: department_director, executive
State: SUSPENDED → RUNNING or PARTLY_CANCELLED (where a part was cancelled)
Ledger: none
Paper: 助成事業一時停止解除通知書
Deadline: 命令の履行 met
"""

from datetime import datetime
from uuid import UUID

from grants.acts.return_application import problems_returning
from grants.models import Grant
from grants.models.carrying import OrderKind
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import refuse_if


@act
def resume_grant(
    grant_id: UUID, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Let the project go on."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_returning(reason, "解除の理由"))
    is_in_part = grant.cancellations.exists()
    record = advance(grant, "to_resumed_in_part" if is_in_part else "to_resumed", reason=reason)
    duties.meet_all(
        record, grant, jst_day(now),
        f"ORDER_{OrderKind.COMPLIANCE}", f"ORDER_{OrderKind.SUSPENSION}",
    )  # fmt: skip
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_WRITER),
        "suspension_lifted",
        grant,
        f"一時停止の解除（{grant.number}）",
        reason,
    )
    return record
