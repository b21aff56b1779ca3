"""審査の開始 (適正化法6条1項): a case officer takes the case.

Who: case_officer
State: SUBMITTED → UNDER_REVIEW (who begins has declared that there is no conflict of interest)
Ledger: none
Paper: none
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.conflicts import declare, problems_of_conflict
from grants.models import Grant
from workflow.act import act, lock
from workflow.advance import advance
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_beginning(grant: Grant, actor: Person, *, is_impartial: bool) -> list[Problem]:
    """Why this officer does not take the case."""
    problems = problems_of_conflict(grant, actor)
    if not is_impartial and not problems:
        problems.append(
            Problem(
                "undeclared",
                "利益相反がないことの申告がありません。",
                "利益相反があるときは「利益相反の申告」を行い、別の担当者に委ねてください。",
                "is_impartial",
            )
        )
    return problems


@act
def begin_review(
    grant_id: UUID, is_impartial: bool, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """The officer who begins answers for the case, and declares to be impartial."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_beginning(grant, actor, is_impartial=is_impartial))
    declare(grant, has_conflict=False)
    grant.officer = actor
    return advance(grant, "to_under_review", columns=("officer",))
