"""遅延・事故報告 (適正化法7条1項5号): the company tells at once what goes wrong.

Who: recipient_writer, recipient_releaser
State: — (RUNNING, SUSPENDED, PARTLY_CANCELLED)
Ledger: none
Paper: 事故・遅延報告受理書
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.models import Grant
from grants.trouble import Trouble, problems_telling, receive_trouble
from workflow.act import act, lock
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import refuse_if

__all__ = ["Trouble", "report_trouble"]


@act
def report_trouble(
    grant_id: UUID, given: Trouble, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Receive the report and tell the officers; the dates move only by an approved change."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_telling(grant, given, jst_day(now)))
    return receive_trouble(grant, given, now)
