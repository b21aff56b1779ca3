"""A person's calendar of due dates, fetched by an address that holds a secret."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from grants.models import Grant, PlanParty
from reports.icalendar import Event
from workflow.duty_kinds import owed_by_nedo
from workflow.models import CalendarFeed, DutyKind, Obligation, Organisation, Person

S = Obligation.Status
# What ended stays this long, so that a calendar program learns of it.
KEPT = timedelta(days=400)


@transaction.atomic
def new_feed(person: Person, *, now: datetime) -> str:
    """Make a new address; the one before opens nothing any more. Returns the secret, once."""
    revoke_feed(person, now=now)
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(person=person, secret_sha=_sha(secret), made_at=now)
    return secret


def revoke_feed(person: Person, *, now: datetime) -> None:
    """Close the address, if there is one."""
    CalendarFeed.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=now)


def feed_of(person: Person) -> CalendarFeed | None:
    """The address in use."""
    return CalendarFeed.objects.filter(person=person, revoked_at__isnull=True).first()


def owner_of(secret: str) -> UUID | None:
    """Whose calendar a secret opens; None for an unknown or revoked one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_of_feed(%s)", [_sha(secret)])
        found: UUID | None = cursor.fetchone()[0]
    return found


def events_for(
    person: Person, company: Organisation | None, today: date, domain: str
) -> Iterator[Event]:
    """A company's dues for its people; for an officer NEDO's own and those of their cases."""
    rows = _theirs(person, company).exclude(status=S.SUPERSEDED)
    rows = rows.filter(Q(status=S.OPEN) | Q(due_on__gte=today - KEPT))
    duties = list(rows.select_related("made_by", "ended_by").order_by("due_on", "pk"))
    numbers, titles = _numbers(duties), dict(DutyKind.objects.values_list("kind", "title"))
    for duty, (root, moved) in zip(duties, _roots(duties), strict=True):
        changed = duty.ended_by or duty.made_by
        number = numbers.get(duty.subject_id, "")
        done = "【済】" if duty.status == S.MET else ""
        # The kind's title, not the duty's own: titles may name amounts.
        title = titles.get(duty.kind, "期限")
        yield Event(
            uid=f"{root}@{domain}",
            sequence=2 * moved + (duty.status != S.OPEN),
            changed_at=changed.acted_at,
            on=duty.due_on,
            summary=f"{done}{title}{f' [{number}]' if number else ''}",
            description=f"{duty.rule}（{duty.article}）",
            is_cancelled=duty.status == S.CANCELLED,
        )


def _theirs(person: Person, company: Organisation | None) -> QuerySet[Obligation]:
    if company is not None:
        return Obligation.objects.filter(organisation=company).exclude(owed_by_nedo())
    own = DutyKind.objects.filter(kind__startswith="N_").values("kind")
    cases = Grant.objects.filter(officer=person).values("pk")
    return Obligation.objects.filter(Q(kind__in=own) | Q(subject_id__in=cases))


def _numbers(duties: Iterable[Obligation]) -> dict[UUID, str]:
    """The number of the case or plan each duty is about, where it has one."""
    ids = [duty.subject_id for duty in duties]
    cases = dict(Grant.objects.filter(pk__in=ids).values_list("pk", "number"))
    parties = PlanParty.objects.filter(pk__in=ids).values_list("pk", "plan__number")
    return {**cases, **dict(parties)}


def _roots(duties: Iterable[Obligation]) -> Iterator[tuple[UUID, int]]:
    """The first row of each duty and how often it was re-dated since."""
    for duty in duties:
        root, moved = duty.pk, 0
        while earlier := Obligation.objects.filter(superseded_by=root).first():
            root, moved = earlier.pk, moved + 1
        yield root, moved


def _sha(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
