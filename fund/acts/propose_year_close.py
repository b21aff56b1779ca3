"""年度の締めの起案: the 13th period (決算整理) is put up once its twelve months are closed.

Who: accounting_clerk
State: —
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from datetime import datetime

from fund.closes import YEAR, put_up_close
from fund.closing import BankCertificate
from workflow.act import act
from workflow.models import ActRecord, Person


@act
def propose_year_close(
    segment: int, period: int, bank: BankCertificate, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the 13th period up; again, with new figures, until it is closed."""
    return put_up_close(segment, period, bank, YEAR)
