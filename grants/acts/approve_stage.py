"""途中の段階の決裁 (決裁規程): approves a draft at a stage before the last, or one that fell.

Who: section_chief, department_director, executive, accounting_approver
State: — (the draft waits at the next stage; the last stage is the act it asks for)
Ledger: none
Paper: none (its line of the approved draft)
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.documents import lock_subject, problems_with_subject
from workflow import notices
from workflow.act import act, find
from workflow.advance import record_act
from workflow.approvals import approve_at, latest_draft
from workflow.models import ActRecord, Draft, Person, Role
from workflow.problems import Problem, refuse_if
from workflow.standing import standing_of


def problems_at_stage(draft: Draft, stage: int, *, is_again: bool) -> list[Problem]:
    """Why this stage is not one of those approved here."""
    last = len(draft.stages)
    if 1 <= stage < last or (stage == last and is_again):
        return []
    return [
        Problem(
            "last_stage",
            "最終段階は、この起案が求める手続そのもので決裁します。",
            "対象の画面から手続を行ってください。",
        )
    ]


@act
def approve_stage(
    draft_id: UUID, stage: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Approve the draft that was read, at the stage that was shown."""
    read = find(Draft, draft_id)
    subject = lock_subject(read)
    draft = latest_draft(read.document, read.subject_id)
    assert draft is not None
    is_again = standing_of(draft).is_done
    if not is_again:
        refuse_if(problems_with_subject(draft, subject))
    refuse_if(problems_at_stage(draft, stage, is_again=is_again))
    approval = approve_at(draft, read.version, stage)
    record = record_act(
        subject, document=draft.document, version=draft.version, stage=stage, role=approval.role
    )
    for role in standing_of(draft).roles:
        notices.tell_role(
            Role(role), "stage_waits", draft, "決裁のお願い",
            f"第{stage}段階の決裁が済みました。次の段階の決裁をお願いします。",
        )  # fmt: skip
    return record
