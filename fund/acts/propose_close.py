"""締めの起案: a clerk puts a month up for closing, with the bank's certificate and the checklist.

Who: accounting_clerk
State: —
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from datetime import datetime

from fund.closes import MONTH, put_up_close
from fund.closing import BankCertificate
from workflow.act import act
from workflow.models import ActRecord, Person


@act
def propose_close(
    segment: int, period: int, bank: BankCertificate, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the month up; again, with new figures, until it is closed."""
    return put_up_close(segment, period, bank, MONTH)
