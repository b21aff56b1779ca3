"""財産処分の不承認 (適正化法22条): the request is refused; the asset stays bound.

Who: department_director, executive
State: asset DISPOSAL_REQUESTED → RESTRICTED
Ledger: none
Paper: 財産処分不承認通知書
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.acts.return_application import problems_returning
from grants.models import Asset
from workflow import notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.models import ActRecord, Person, Role
from workflow.problems import refuse_if


@act
def refuse_disposal(
    asset_id: UUID, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Refuse the request, with reasons; another may be filed."""
    asset = lock(Asset, asset_id)
    refuse_if(problems_returning(reason, "承認しない理由"))
    record = advance(asset, "to_disposal_refused", reason=reason)
    notices.tell(
        notices.people_of(asset.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_WRITER),
        "disposal_refused",
        asset,
        f"財産処分の不承認（{asset}）",
        reason,
    )
    return record
