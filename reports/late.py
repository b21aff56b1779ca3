"""A report so late that payments are held or an order is considered: from which day, and whose."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from grants.late_measures import Measure, may_be_judged, unjudged
from grants.models import Grant, PlanParty
from reports.answered import is_answered
from reports.reminding import Ladders, ladders_on
from reports.report_models import Report
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


def measures_due(duties: Iterable[Obligation], today: date) -> dict[UUID, list[Measure]]:
    """For each duty's key the measures that NEDO has to judge by now and was never asked to."""
    found: dict[UUID, list[Measure]] = {duty.pk: [] for duty in duties}
    late = Obligation.objects.filter(
        pk__in=found, status=Obligation.Status.OPEN, due_on__lt=today,
        subject_type=Grant._meta.label_lower,
    ).exclude(is_answered())  # fmt: skip
    rows, ladders, opening = list(late), ladders_on(today), opening_days()
    cases, missing = Grant.objects.in_bulk([duty.subject_id for duty in rows]), unjudged(rows)
    for duty in rows:
        for measure in missing[str(duty.pk)]:
            begins = reached_on(duty, measure.purpose, today, ladders, opening)
            if begins is None or begins > today:
                continue
            if may_be_judged(measure, cases[duty.subject_id], today):
                found[duty.pk].append(measure)
    return found


def grants_held_by(duty: Obligation) -> QuerySet[Grant]:
    """The cases whose payments wait for a report: its own, or all of the company's under a plan."""
    rows = Grant.objects.filter(decided_on__isnull=False).exclude(state__in=_OVER)
    kind, subject = duty.subject_type, duty.subject_id
    if kind == Report._meta.label_lower:
        # A repair is about the report, and the report about a case or a plan.
        report = Report.objects.get(pk=subject)
        kind, subject = report.subject_type, report.subject_id
    if kind == PlanParty._meta.label_lower:
        party = PlanParty.objects.get(pk=subject)
        return rows.filter(plan=party.plan_id, organisation=party.organisation_id)
    return rows.filter(pk=subject)
