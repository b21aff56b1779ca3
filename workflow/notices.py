"""Writing to the outbox: the same transaction as the act, once per act and addressee."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

from django.db import models

from workflow.act import PART, running_act
from workflow.advance import subject_type
from workflow.models import Membership, Notice, Organisation, Person, Role

# What a rehearsal hears: the outside door may write notices and not read them.
_heard: ContextVar[list[Notice] | None] = ContextVar("heard_notices", default=None)


@contextmanager
def hearing() -> Iterator[list[Notice]]:
    """Everything that is queued meanwhile, in its order."""
    heard: list[Notice] = []
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


def tell(people: Iterable[Person], kind: str, subject: models.Model, title: str, body: str) -> None:
    """Queue one notice for each person."""
    for person in people:
        _queue(subject, kind, title, body, addressee=str(person.pk), person=person)


def tell_role(role: Role, kind: str, subject: models.Model, title: str, body: str) -> None:
    """Queue a notice for whoever holds a role inside when it is sent.

    The outside door uses this: it cannot see who the officers are.
    """
    _queue(subject, kind, title, body, addressee=role, role=role)


def people_of(organisation: Organisation, *roles: Role) -> list[Person]:
    """The active people who hold one of these roles in an organisation on the day of the act."""
    today = running_act().today
    valid = Membership.objects.filter(
        models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=today),
        organisation=organisation,
        role__in=roles,
        valid_from__lte=today,
    )
    found = Person.objects.filter(is_active=True, memberships__in=valid)
    return list(found.distinct().order_by("email"))


def mark_read(person: Person, notices: Iterable[str], *, now: datetime) -> None:
    """Mark a person's own notices as read: these, or all of them when none is named."""
    rows = Notice.objects.filter(person=person, read_at__isnull=True)
    wanted = [UUID(pk) for pk in notices if _is_id(pk)]
    (rows.filter(pk__in=wanted) if wanted else rows).update(read_at=now)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def unsent() -> models.QuerySet[Notice]:
    """What is still to be told, oldest first."""
    return Notice.objects.filter(sent_at__isnull=True, dropped_at__isnull=True).order_by(
        "created_at", "key"
    )


def _queue(
    subject: models.Model, kind: str, title: str, body: str, *, addressee: str, **to: Person | Role
) -> None:
    running = running_act()
    notice = Notice(
        key=f"{running.key}{PART}{kind}:{subject.pk}:{addressee}",
        kind=kind,
        organisation_id=getattr(subject, "organisation_id", None),
        subject_type=subject_type(subject),
        subject_id=subject.pk,
        title=title,
        body=body,
        created_at=running.now,
        **to,
    )
    notice.save(force_insert=True)
    heard = _heard.get()
    if heard is not None:
        heard.append(notice)
