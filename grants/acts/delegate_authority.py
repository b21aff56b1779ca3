"""代決者の指定 (決裁規程): a deputy decides in one's stead for some days.

Who: section_chief, department_director, executive, accounting_approver
State: —
Ledger: none
Paper: none
Deadline: none (each decision in one's stead is seen afterwards, 後閲)
"""

from datetime import date, datetime
from uuid import UUID

from workflow import notices
from workflow.act import act, find, running_act
from workflow.advance import record_act
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Delegation, Membership, Person
from workflow.models.person import OrganisationKind
from workflow.problems import Problem, refuse_if


def problems_delegating(
    deputy: Person, held: Membership | None, valid_from: date, valid_until: date, today: date
) -> list[Problem]:
    """Every reason why this role does not pass to this deputy for these days."""
    problems = []
    if held is None:
        problems.append(
            Problem(
                "role",
                "本人が持たない役割は代決させられません。",
                "役割を選び直してください。",
                "role",
            )
        )
    at_nedo = deputy.memberships_on(today).filter(organisation__kind=OrganisationKind.NEDO)
    if not deputy.is_active or deputy.pk == running_act().actor.pk or not at_nedo.exists():
        problems.append(
            Problem(
                "deputy",
                "代決者にできるのは、NEDO に在職する本人以外の者です。",
                "別の者を選んでください。",
                "deputy",
            )
        )
    if not today <= valid_from <= valid_until:
        problems.append(
            Problem(
                "period",
                "代決の期間が過去から始まるか、終わりが始まりより前です。",
                "本日以後の期間にしてください。",
                "valid_until",
            )
        )
    return problems


@act
def delegate_authority(
    role: str, deputy_id: UUID, valid_from: date, valid_until: date, reason: str,
    *, actor: Person, now: datetime, key: str,
) -> ActRecord:  # fmt: skip
    """Name the deputy for a role of one's own."""
    deputy, today = find(Person, deputy_id), jst_day(now)
    own = (m for m in running_act().held if m.role == role and m.person_id == actor.pk)
    held = next(own, None)
    refuse_if(problems_delegating(deputy, held, valid_from, valid_until, today))
    assert held is not None
    delegation = Delegation.objects.create(
        membership=held, deputy=deputy, valid_from=valid_from, valid_until=valid_until,
        reason=reason, granted_at=now,
    )  # fmt: skip
    record = record_act(
        delegation, reason=reason, role=role, deputy=deputy.pk,
        valid_from=valid_from, valid_until=valid_until,
    )  # fmt: skip
    notices.tell(
        [deputy], "named_deputy", delegation, f"代決者の指定（{held.get_role_display()}）",
        f"{actor.name} に代わり、{day_text(valid_from)} から {day_text(valid_until)} まで"
        "決裁してください。",
    )  # fmt: skip
    return record
