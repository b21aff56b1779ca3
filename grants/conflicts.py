"""利益相反: who declared one bars themselves from reviewing and approving the case."""

from grants.models import ConflictDeclaration, Grant
from workflow.act import running_act
from workflow.models import Person
from workflow.problems import Problem


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


def problems_of_conflict(grant: Grant, person: Person) -> list[Problem]:
    """Why somebody may not have a part in this case."""
    declared = newest_declaration(grant, person)
    if declared is None or not declared.has_conflict:
        return []
    return [
        Problem(
            "conflict",
            "この案件について利益相反を申告しているため、手続を行えません。",
            "別の担当者又は決裁者が行います。",
        )
    ]


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
