"""Duties that the calendar known now would date otherwise: a list to decide on, never silent."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflow.calendar import Due
from workflow.duties import reckoned_anew
from workflow.law import opening_days
from workflow.models import Obligation


@dataclass(frozen=True)
class Proposal:
    """A duty, and its date by its own rule and the closed days known now."""

    duty: Obligation
    due: Due


def proposals(today: date) -> list[Proposal]:
    """Open duties not yet due whose date would be another, the nearest first."""
    opening = opening_days()
    rows = Obligation.objects.filter(
        status=Obligation.Status.OPEN, due_on__gte=today
    ).select_related("organisation")
    found = []
    for duty in rows.exclude(rule_code="").order_by("due_on", "pk"):
        due = reckoned_anew(duty, opening)
        if due is not None and due.due_on >= today:
            found.append(Proposal(duty, due))
    return found


def digest_of(found: Sequence[Proposal]) -> str:
    """What a list says, in short: who decides names the list that was read."""
    lines = [f"{p.duty.pk} {p.due.due_on}" for p in found]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
