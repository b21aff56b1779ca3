"""実績報告 (適正化法14条, 施行令8条): what was carried out and what it cost.

Who: recipient_releaser
State: RUNNING, ABOLISHED, CORRECTION_ORDERED, PARTLY_CANCELLED → COMPLETED_REPORTED
Ledger: none
Paper: 実績報告受理書
Deadline: 額の確定の目標 (15条); 実績報告 and 是正命令の履行 met; the reports while running end
"""

from datetime import datetime
from uuid import UUID

from grants.completion import Completion, problems_reporting, receive_completion
from grants.models import Grant
from workflow.act import act, lock
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import refuse_if

__all__ = ["Completion", "report_completion"]


@act
def report_completion(
    grant_id: UUID, given: Completion, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Receive the report: the recorded moment is its arrival."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_reporting(grant, list(grant.lines.all()), given, jst_day(now)))
    return receive_completion(grant, given, now)
