"""年度の締め: the 13th period is closed, and with it the fiscal year, for good.

Who: executive
State: period open → closed
Ledger: none (a snapshot of the balances)
Paper: none (the snapshot is the record)
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from fund.closes import YEAR, make_close
from workflow.act import act
from workflow.models import ActRecord, Person


@act
def close_year(
    close_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Close the 13th period as put up in this version, its checklist reckoned once more."""
    return make_close(close_id, version, YEAR)
