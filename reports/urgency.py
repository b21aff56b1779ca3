"""What a company has to do first: money that is late, then whatever is due soonest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from reports.report_kinds import REPAIR, REPORT_KINDS
from reports.report_page import DueReport, due_reports
from workflow.duty_kinds import kinds_on, owed_by_nedo
from workflow.models import Obligation, Organisation

# What falls due within this many days comes before anything that may be done.
SOON_DAYS = 30
MONEY, RIGHT = "payment", "right"


@dataclass(frozen=True)
class Urgent:
    """A duty of the company and the report that answers it, if one does. on: the day it is due."""

    duty: Obligation
    on: date
    report: DueReport | None = None
    is_money: bool = False


def most_urgent(own: Organisation, today: date, *, writes_reports: bool) -> Urgent | None:
    """What comes first of everything due by now or soon; None when nothing presses.

    writes_reports: whether the reader may answer a report.
    """
    found = [*_others(own, today)]
    if writes_reports:
        due = due_reports(own, today)
        found += [Urgent(row.duty, row.due_on, row) for row in due if row.waits_for_us]
    pressing = [one for one in found if one.on <= today + timedelta(days=SOON_DAYS)]
    # 延滞金 grows from day to day; nothing else does.
    return min(
        pressing, key=lambda one: (not (one.is_money and one.on < today), one.on), default=None
    )


def _others(own: Organisation, today: date) -> Iterator[Urgent]:
    """The duties that no report answers, but for what the company only may do."""
    kinds = kinds_on(today)
    rights = {name for name, row in kinds.items() if row.ladder == RIGHT}
    rows = Obligation.objects.filter(organisation=own, status=Obligation.Status.OPEN)
    rows = rows.exclude(owed_by_nedo()).exclude(kind__in=REPORT_KINDS | {REPAIR} | rights)
    for duty in rows.order_by("due_on", "title"):
        kind = kinds.get(duty.kind)
        yield Urgent(duty, duty.due_on, is_money=kind is not None and kind.ladder == MONEY)
