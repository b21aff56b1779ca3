"""利益相反: who declared one bars themselves from reviewing and approving the case."""

from uuid import UUID

from grants.documents import case_of
from grants.models import ConflictDeclaration, Grant
from workflow.act import running_act
from workflow.authority import AUTHORITY
from workflow.barring import CONFLICT, bars, problems_of_bars
from workflow.models import Draft, Person
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


def conflicted_in(grant: Grant) -> frozenset[UUID]:
    """The people whose newest declaration about a case is of a conflict."""
    rows = grant.conflict_declarations.order_by("person_id", "-number").distinct("person_id")
    return frozenset(row.person_id for row in rows if row.has_conflict)


@bars
def conflicted_decide_nothing(draft: Draft) -> frozenset[UUID]:
    """Nobody decides on a document of a case in which they have a conflict, nor their deputy."""
    case = case_of(draft)
    return frozenset() if case is None else conflicted_in(case)


def problems_of_conflict(grant: Grant, person: Person) -> list[Problem]:
    """Why somebody may not have a part in this case."""
    declared = newest_declaration(grant, person)
    return [CONFLICT] if declared is not None and declared.has_conflict else []


def problems_of_decider(grant: Grant) -> list[Problem]:
    """Why the running actor may not decide on this case, for themselves or as a deputy."""
    officer = [grant.officer_id] if grant.officer_id else []
    return problems_of_bars(conflicted_in(grant), AUTHORITY[running_act().name], officer)


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
