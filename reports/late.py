"""A report so late that payments are held: from which day, and whose payments."""

from datetime import date

from django.db.models import QuerySet

from grants.models import Grant, PlanParty
from reports.reminding import Ladders, ladders_on
from workflow.calendar import OpeningDays
from workflow.law import opening_days
from workflow.machines.grant import GrantState
from workflow.models import Obligation

HOLD = "hold"
_OVER = (GrantState.WITHDRAWN, GrantState.CANCELLED, GrantState.CLOSED, GrantState.REJECTED)


def held_from(
    duty: Obligation,
    today: date,
    ladders: Ladders | None = None,
    opening: OpeningDays | None = None,
) -> date | None:
    """The day from which an open duty holds payments; None if its ladder never does."""
    opening = opening or opening_days()
    for rung in (ladders or ladders_on(today)).of(duty):
        if rung.purpose == HOLD and duty.status == Obligation.Status.OPEN:
            return opening.next_open(date.fromordinal(duty.due_on.toordinal() + rung.step))
    return None


def grants_held_by(duty: Obligation) -> QuerySet[Grant]:
    """The cases whose payments wait for a report: its own, or all of the company's under a plan."""
    rows = Grant.objects.filter(decided_on__isnull=False).exclude(state__in=_OVER)
    if duty.subject_type == "grants.planparty":
        party = PlanParty.objects.get(pk=duty.subject_id)
        return rows.filter(plan=party.plan_id, organisation=party.organisation_id)
    return rows.filter(pk=duty.subject_id)
