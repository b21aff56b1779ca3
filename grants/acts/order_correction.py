"""是正命令 (適正化法16条1項): the result does not match the decision; it must be put right.

Who: department_director, executive
State: UNDER_INSPECTION → CORRECTION_ORDERED
Ledger: none
Paper: 助成事業是正命令書 (with reasons, 21条の2)
Deadline: 是正と再度の実績報告 (16条2項)
"""

from datetime import date, datetime
from uuid import UUID

from grants.acts.order_compliance import problems_ordering, write_order
from grants.models import Grant
from grants.models.carrying import OrderKind
from workflow import duties
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import refuse_if


@act
def order_correction(
    grant_id: UUID,
    reason: str,
    demand: str,
    remedy_due_on: date,
    *,
    actor: Person,
    now: datetime,
    key: str,
) -> ActRecord:
    """Order the correction; another completion report follows it."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_ordering(reason, demand, remedy_due_on, jst_day(now)))
    record = advance(grant, "to_correction_ordered", reason=reason, remedy_due_on=remedy_due_on)
    duties.cancel_open(record, grant, "FIXING")
    write_order(record, grant, OrderKind.CORRECTION, reason, demand, remedy_due_on)
    return record
