"""変更認定の申請の受領 (推進法10条1項): a company asked METI to certify a change of its plan.

Who: case_officer
State: plan CERTIFIED, CHANGED → CHANGE_PENDING
Ledger: none
Paper: 受領記録
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.models import Plan
from grants.models.plan import PlanNoticeKind
from grants.plan_notices import MetiNotice, problems_receiving, receive
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import refuse_if


@act
def record_change_application(
    plan_id: UUID, notice: MetiNotice, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Mirror the pending change: until METI certifies it, nothing is decided under the plan."""
    plan = lock(Plan, plan_id)
    refuse_if(problems_receiving(notice, plan, jst_day(now)))
    receive(plan, PlanNoticeKind.CHANGE_APPLIED, notice, "推進法10条1項")
    return advance(plan, "to_change_pending", reason=notice.reason, notice_number=notice.number)
