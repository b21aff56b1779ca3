"""Duties that are answered and wait for NEDO: nobody is reminded of them meanwhile."""

from django.db.models import Exists, OuterRef

from reports.report_models import Report
from workflow.machines.report import ReportState

# A returned report has a duty of its own, the repair, with reminders of its own.
WAITING = (ReportState.SUBMITTED, ReportState.RETURNED)


def is_answered(way: str = "") -> Exists:
    """Whether a duty's report has arrived. way: from the rows asked to the duty, `duty__`."""
    return Exists(
        Report.objects.filter(
            subject_id=OuterRef(f"{way}subject_id"),
            kind=OuterRef(f"{way}kind"),
            period_key=OuterRef(f"{way}period_key"),
            state__in=WAITING,
        )
    )
