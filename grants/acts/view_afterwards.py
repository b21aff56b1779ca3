"""後閲 (決裁規程): the principal sees, afterwards, what was decided in their stead.

Who: section_chief, department_director, executive, accounting_approver
State: —
Ledger: none
Paper: none (後閲 stands on the line of the approval)
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.documents import lock_subject
from workflow.act import act, find
from workflow.advance import record_act
from workflow.models import ActRecord, AfterView, Approval, Person
from workflow.problems import Problem, refuse_if


def problems_viewing(approval: Approval, actor: Person) -> list[Problem]:
    """Only the principal sees it afterwards, once."""
    if approval.principal_id != actor.pk:
        return [
            Problem("not_principal", "あなたに代わる決裁ではありません。", "本人が後閲します。")
        ]
    if hasattr(approval, "after_view"):
        return [Problem("viewed", "後閲は済んでいます。", "画面を開き直してください。")]
    return []


@act
def view_afterwards(
    approval_id: UUID, remark: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Record that it was seen, with a remark if there is one."""
    approval = find(Approval, approval_id)
    subject = lock_subject(approval.draft)
    refuse_if(problems_viewing(approval, actor))
    AfterView.objects.create(approval=approval, seen_by=actor, seen_at=now, remark=remark)
    return record_act(
        subject, reason=remark, document=approval.draft.document, stage=approval.stage
    )
