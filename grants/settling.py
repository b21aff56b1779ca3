"""The end of the money's way: a case with nothing left to pay or to return is settled."""

from grants.case import is_settled
from grants.models import Grant
from workflow import duties
from workflow.act import running_act
from workflow.advance import advance
from workflow.law import article_of, due_on
from workflow.models import ActRecord

# NEDO's duty to take the settled case into its care.
MONITORING_START = "MONITORING_START"


def settle(grant: Grant) -> None:
    """Move the case to SETTLED if nothing is open. Asked after the act's entry is posted."""
    if not is_settled(grant):
        return
    record, rule = advance(grant, "to_settled"), "monitoring_start_due"
    duties.owe(
        record, grant, MONITORING_START, "事後管理の開始",
        due_on(rule, running_act().today, grant.rules_on),
        article=article_of(rule, grant.rules_on), period_key=str(record.pk),
    )  # fmt: skip


def unsettle(record: ActRecord, grant: Grant) -> None:
    """Money is open again: there is no settled case to be taken into care."""
    duties.cancel_open(record, grant, MONITORING_START)
