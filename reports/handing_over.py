"""Reports of a case that moved: the successor owes them anew, and nobody mends the old ones."""

from grants.handing_over import goes_along
from grants.models import Grant
from reports.models import Report
from reports.report_kinds import REPAIR
from workflow import duties
from workflow.machines.report import ReportState
from workflow.models import ActRecord, Extension, Organisation


@goes_along
def repairs_end(record: ActRecord, grant: Grant, old: Organisation) -> None:
    """A report sent back is no longer the predecessor's to mend: its duty is the successor's."""
    for report in Report.objects.filter(grant=grant, organisation=old, state=ReportState.RETURNED):
        duties.cancel_open(record, report, REPAIR)


@goes_along
def wishes_go_along(record: ActRecord, grant: Grant, old: Organisation) -> None:
    """A wish for a later date is answered to whoever owes the duty now, who may not ask twice."""
    wishes = Extension.objects.filter(outcome=Extension.Outcome.PENDING, organisation=old)
    wishes.filter(duty__organisation=grant.organisation).update(organisation=grant.organisation)
