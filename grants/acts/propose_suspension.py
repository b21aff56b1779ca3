"""一時停止命令の起案 (適正化法13条2項, 施行令7条): the compliance order was not obeyed.

Who: case_officer
State: — (RUNNING, PARTLY_CANCELLED)
Ledger: none
Paper: none (the draft is put up)
Deadline: none (一時停止命令の要否の判断 stands until the order)
"""

from datetime import date, datetime
from uuid import UUID

from grants.acts.order_compliance import problems_ordering
from grants.coexistence import problems_coexisting
from grants.late_measures import (
    SUSPENSION,
    content_for,
    problems_in_state,
    problems_suspending,
)
from grants.models import Grant
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import put_up
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import refuse_if


@act
def propose_suspension(
    grant_id: UUID,
    reason: str,
    demand: str,
    remedy_due_on: date,
    *,
    actor: Person,
    now: datetime,
    key: str,
) -> ActRecord:
    """Put the suspension up (起案); it answers every late report for which it waits."""
    grant, today = lock(Grant, grant_id), jst_day(now)
    problems = problems_ordering(reason, demand, remedy_due_on, today)
    problems += problems_in_state(grant, SUSPENSION) or problems_suspending(grant, today)
    refuse_if(problems + problems_coexisting(grant, SUSPENSION.document))
    content = content_for(grant, SUSPENSION, reason, demand, remedy_due_on)
    draft = put_up(SUSPENSION.document, grant, content)
    # Its reasons are in the draft: the history is read by the company, too.
    return record_act(grant, version=draft.version)
