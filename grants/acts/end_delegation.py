"""代決の終了 (決裁規程): the principal takes the role back before its day.

Who: section_chief, department_director, executive, accounting_approver
State: —
Ledger: none
Paper: none
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from workflow import notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.models import ActRecord, Delegation, Person
from workflow.problems import Problem, refuse_if


def problems_ending(delegation: Delegation, actor: Person) -> list[Problem]:
    """Only the principal ends it, once."""
    if delegation.membership.person_id != actor.pk:
        return [Problem("not_principal", "代決の本人ではありません。", "本人が行います。")]
    if delegation.ended_at is not None:
        return [Problem("ended", "この代決は終了しています。", "画面を開き直してください。")]
    return []


@act
def end_delegation(delegation_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """From now on the deputy decides no more; what was decided stands."""
    delegation = lock(Delegation, delegation_id)
    refuse_if(problems_ending(delegation, actor))
    delegation.ended_at = now
    delegation.save(update_fields=["ended_at"])
    record = record_act(delegation, deputy=delegation.deputy_id)
    notices.tell(
        [delegation.deputy], "deputy_ended", delegation, "代決の終了",
        f"{actor.name} の代決は終了しました。",
    )  # fmt: skip
    return record
