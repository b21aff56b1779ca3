"""利益相反: who declared one bars themselves from everything that is done to the case."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet

from grants.models import ConflictDeclaration, Grant, Plan
from workflow.act import running_act
from workflow.barring import CONFLICT, bars
from workflow.models import Person
from workflow.problems import Problem

# By which of its columns a part of a case leads to it, where it has no column of its own.
LINKS = ("order", "duty")


def declare(grant: Grant, *, has_conflict: bool, statement: str = "") -> ConflictDeclaration:
    """Write the running actor's declaration."""
    running = running_act()
    return ConflictDeclaration.objects.create(
        grant=grant,
        number=grant.conflict_declarations.filter(person=running.actor).count() + 1,
        person=running.actor,
        has_conflict=has_conflict,
        statement=statement,
        declared_at=running.now,
    )


def newest_declaration(grant: Grant, person: Person) -> ConflictDeclaration | None:
    """What somebody last declared about a case."""
    return grant.conflict_declarations.filter(person=person).order_by("-number").first()


@bars
def conflicted_in(subject: Any) -> frozenset[UUID]:
    """The people whose newest declaration about a case that a row is about is of a conflict."""
    rows = ConflictDeclaration.objects.filter(grant__in=cases_of(subject))
    newest = rows.order_by("grant_id", "person_id", "-number").distinct("grant_id", "person_id")
    return frozenset(row.person_id for row in newest if row.has_conflict)


def cases_of(subject: Any) -> QuerySet[Grant]:
    """The case a row is about; of what concerns a plan (a notice, a hold) every case under it.

    A draft, a duty, a report or a paper leads to what it is about.
    """
    if isinstance(subject, Grant):
        return Grant.objects.filter(pk=subject.pk)
    if getattr(subject, "grant_id", None):
        return Grant.objects.filter(pk=subject.grant_id)
    for link in LINKS:
        if hasattr(subject, link):
            return cases_of(getattr(subject, link))
    if getattr(subject, "subject_id", None):
        model = apps.get_model(subject.subject_type)
        return cases_of(model._default_manager.filter(pk=subject.subject_id).first())
    plan = subject if isinstance(subject, Plan) else getattr(subject, "plan", None)
    return Grant.objects.filter(plan=plan) if isinstance(plan, Plan) else Grant.objects.none()


def problems_of_conflict(grant: Grant, person: Person) -> list[Problem]:
    """Why somebody may not have a part in this case."""
    declared = newest_declaration(grant, person)
    return [CONFLICT] if declared is not None and declared.has_conflict else []


def problems_undeclared(grant: Grant, person: Person) -> list[Problem]:
    """Why somebody may not examine this case: a conflict, or no declaration at all."""
    if newest_declaration(grant, person) is not None:
        return problems_of_conflict(grant, person)
    return [
        Problem(
            "undeclared",
            "この案件について利益相反の有無を申告していません。",
            "「利益相反の申告」を先に行ってください。",
        )
    ]
