"""利益相反の申告: a reviewer says, for one case, whether they have a conflict of interest.

Who: case_officer, inspector, section_chief, department_director, executive
State: — (SUBMITTED, UNDER_REVIEW, APPROVAL; a case whose officer has one waits for another)
Ledger: none
Paper: none (the declaration is the record)
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.conflicts import declare
from grants.models import Grant
from workflow import notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if

REVIEWED = frozenset({GrantState.SUBMITTED, GrantState.UNDER_REVIEW, GrantState.APPROVAL})


def problems_declaring(grant: Grant, *, has_conflict: bool, statement: str) -> list[Problem]:
    """A conflict is named, while the case is examined or decided on."""
    problems = []
    if grant.state not in REVIEWED:
        problems.append(
            Problem(
                "wrong_state",
                f"現在の状態「{grant.get_state_display()}」では、審査も決裁も行われていません。",
                "審査又は決裁の間に申告してください。",
            )
        )
    if has_conflict and not statement.strip():
        problems.append(
            Problem(
                "no_statement",
                "利益相反の内容が記入されていません。",
                "事業者との関係を記入してください。",
                "statement",
            )
        )
    return problems


@act
def declare_conflict(
    grant_id: UUID, has_conflict: bool, statement: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Write the declaration; a conflict takes the case from its officer."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_declaring(grant, has_conflict=has_conflict, statement=statement))
    declare(grant, has_conflict=has_conflict, statement=statement)
    if has_conflict and grant.officer_id == actor.pk:
        grant.officer = None
        grant.save(update_fields=["officer"])
        notices.tell_role(
            Role.SECTION_CHIEF, "officer_wanted", grant, f"担当者の交替（{grant.number}）",
            "担当者が利益相反を申告しました。別の担当者が引き継いでください。",
        )  # fmt: skip
    return record_act(grant, has_conflict=has_conflict)
