"""Kinds of duty as data: who owes them, how they are treated on a day, which acts meet them."""

from datetime import date

from django.db.models import Q

from workflow.models import DutyKind

# An officer's note that it was done: what NEDO hands in elsewhere, what came on paper.
BY_NOTE = "record_fulfilment"
NEDO = DutyKind.Owner.NEDO


def kinds_on(day: date) -> dict[str, DutyKind]:
    """Every kind by its name, with the row in force on a day."""
    rows = DutyKind.objects.filter(valid_from__lte=day).order_by("valid_from")
    return {row.kind: row for row in rows}


def kind_on(kind: str, day: date) -> DutyKind | None:
    """The row of a kind in force on a day; None for one that is not listed."""
    return kinds_on(day).get(kind)


def is_known(kind: str) -> bool:
    """Whether a kind is listed at all: a duty that is not would be told to the wrong people."""
    return DutyKind.objects.filter(kind=kind).exists()


def is_met_by(kind: str, act: str) -> bool:
    """Whether an act is one of those that meet duties of a kind."""
    lists = DutyKind.objects.filter(kind=kind).values_list("met_by", flat=True)
    return any(act in met_by.split() for met_by in lists)


def recorded_by_officers(row: DutyKind | None) -> bool:
    """Whether an officer may note that a duty of this kind was met."""
    return row is not None and BY_NOTE in row.met_by.split()


def owed_by_nedo() -> Q:
    """Duties that bind NEDO, also those about a company's case."""
    own = DutyKind.objects.filter(owner=NEDO).values("kind")
    return Q(kind__in=own) | Q(organisation__isnull=True)
