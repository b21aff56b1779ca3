"""How a kind of duty is treated on a day."""

from datetime import date

from reports.own_duties import OWN_KINDS
from workflow.models import DutyKind

# Its arrival moves the case on, so it comes by its own act.
COMPLETION = "COMPLETION"


def kind_on(kind: str, day: date) -> DutyKind | None:
    """The row of a kind in force on a day; None for one that is not listed."""
    rows = DutyKind.objects.filter(kind=kind, valid_from__lte=day)
    return rows.order_by("-valid_from").first()


def recorded_by_officers(kind: str, day: date) -> bool:
    """Whether an officer notes that it was met: what NEDO owes, and reports that came on paper."""
    row = kind_on(kind, day)
    return kind in OWN_KINDS or (row is not None and row.is_report and kind != COMPLETION)
