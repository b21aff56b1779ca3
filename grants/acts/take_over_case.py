"""担当者の交替: another officer answers for the case from now on.

Who: case_officer
State: — (UNDER_REVIEW … CLOSED)
Ledger: none
Paper: none
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.conflicts import declare, problems_of_conflict
from grants.models import Grant
from workflow import notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if

# Before an officer began it, a case is taken by beginning its review.
NOT_YET = frozenset({GrantState.DRAFT, GrantState.SUBMITTED})


def problems_taking_over(grant: Grant, actor: Person, reason: str) -> list[Problem]:
    """Every reason why this officer does not take the case over."""
    problems = problems_of_conflict(grant, actor)
    if grant.state in NOT_YET:
        problems.append(
            Problem("wrong_state", "審査が始まっていません。", "「審査の開始」を行ってください。")
        )
    if grant.officer_id == actor.pk:
        problems.append(
            Problem("already_officer", "すでにこの案件の担当者です。", "画面を確認してください。")
        )
    if not reason.strip():
        problems.append(
            Problem("no_reason", "交替の理由がありません。", "理由を記入してください。", "reason")
        )
    return problems


@act
def take_over_case(
    grant_id: UUID, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Become the officer, declaring that there is no conflict of interest."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_taking_over(grant, actor, reason))
    declare(grant, has_conflict=False)
    grant.officer = actor
    grant.save(update_fields=["officer"])
    record = record_act(grant, reason=reason)
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER),
        "officer_changed", grant, f"担当者の交替（{grant.number}）",
        f"この案件の担当者は {actor.name} になりました。",
    )  # fmt: skip
    return record
