"""A report so late that payments are held or an order is drafted: from which day, and whose."""

from datetime import date

from django.db.models import QuerySet

from grants.models import Grant, PlanParty
from reports.answered import is_answered
from reports.reminding import Ladders, ladders_on
from workflow.calendar import OpeningDays
from workflow.law import opening_days
from workflow.machines.grant import GrantState
from workflow.models import Obligation

HOLD, DRAFT = "hold", "compliance_draft"
_OVER = (GrantState.WITHDRAWN, GrantState.CANCELLED, GrantState.CLOSED, GrantState.REJECTED)


def held_from(
    duty: Obligation,
    today: date,
    ladders: Ladders | None = None,
    opening: OpeningDays | None = None,
) -> date | None:
    """The day from which an open duty holds payments; None if its ladder never does."""
    return reached_on(duty, HOLD, today, ladders, opening)


def reached_on(
    duty: Obligation,
    purpose: str,
    today: date,
    ladders: Ladders | None = None,
    opening: OpeningDays | None = None,
) -> date | None:
    """The day on which an open duty's ladder comes to a step of that purpose; None if never."""
    opening = opening or opening_days()
    for rung in (ladders or ladders_on(today)).of(duty):
        if rung.purpose == purpose and duty.status == Obligation.Status.OPEN:
            return opening.next_open(date.fromordinal(duty.due_on.toordinal() + rung.step))
    return None


def is_answered_now(duty: Obligation) -> bool:
    """Whether the duty's report has arrived and waits for NEDO or for its repair."""
    return Obligation.objects.filter(is_answered(), pk=duty.pk).exists()


def grants_held_by(duty: Obligation) -> QuerySet[Grant]:
    """The cases whose payments wait for a report: its own, or all of the company's under a plan."""
    rows = Grant.objects.filter(decided_on__isnull=False).exclude(state__in=_OVER)
    if duty.subject_type == "grants.planparty":
        party = PlanParty.objects.get(pk=duty.subject_id)
        return rows.filter(plan=party.plan_id, organisation=party.organisation_id)
    return rows.filter(pk=duty.subject_id)
