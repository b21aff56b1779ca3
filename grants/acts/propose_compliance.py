"""遂行命令の起案 (適正化法13条1項): put up by an officer, for late reports or another reason.

Who: case_officer
State: — (RUNNING, PARTLY_CANCELLED)
Ledger: none
Paper: none (the draft is put up)
Deadline: none (遂行命令の要否の判断 stands until the order)
"""

from datetime import date, datetime
from uuid import UUID

from grants.acts.order_compliance import problems_ordering
from grants.coexistence import problems_coexisting
from grants.late_measures import COMPLIANCE, content_for, problems_in_state
from grants.models import Grant
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import put_up
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import refuse_if


@act
def propose_compliance(
    grant_id: UUID,
    reason: str,
    demand: str,
    remedy_due_on: date,
    *,
    actor: Person,
    now: datetime,
    key: str,
) -> ActRecord:
    """Put the order up (起案); it answers every late report about the case that waits."""
    grant = lock(Grant, grant_id)
    problems = problems_ordering(reason, demand, remedy_due_on, jst_day(now))
    problems += problems_in_state(grant, COMPLIANCE)
    refuse_if(problems + problems_coexisting(grant, COMPLIANCE.document))
    content = content_for(grant, COMPLIANCE, reason, demand, remedy_due_on)
    draft = put_up(COMPLIANCE.document, grant, content)
    # Its reasons are in the draft: the history is read by the company, too.
    return record_act(grant, version=draft.version)
