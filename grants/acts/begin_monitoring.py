"""事後管理の開始: settled; assets, commercialisation and books remain.

Who: case_officer
State: SETTLED → MONITORING
Ledger: none
Paper: none
Deadline: 事後管理の開始 met (reports were dated at 額の確定); 文書の保存期間 anew
"""

from datetime import datetime
from uuid import UUID

from grants.models import Grant
from grants.retention import record_retention
from grants.settling import MONITORING_START
from workflow import duties
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person


@act
def begin_monitoring(grant_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Look after the case until its last duty ends."""
    grant = lock(Grant, grant_id)
    record = advance(grant, "to_monitoring", monitored_from=jst_day(now))
    record_retention(grant)
    duties.meet_all(record, grant, jst_day(now), MONITORING_START)
    return record
