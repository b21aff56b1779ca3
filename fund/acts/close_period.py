"""締め: a month is closed for good; corrections stand in the open month from now on.

Who: accounting_approver
State: period OPEN → CLOSED
Ledger: none (a snapshot of the balances)
Paper: none (基金残高計算書 is issued from the closed month)
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from fund.closes import MONTH, make_close
from workflow.act import act
from workflow.models import ActRecord, Person


@act
def close_period(
    close_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Close the month as put up in this version, its checklist reckoned once more."""
    return make_close(close_id, version, MONTH)
