"""起案の差戻し (決裁規程): back to an earlier stage of the route, or to the drafter.

Who: section_chief, department_director, executive, accounting_approver
State: — (approvals from the chosen stage on count no more)
Ledger: none
Paper: none
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.acts.return_application import problems_returning
from grants.documents import OWN_WAY_BACK, lock_subject
from workflow import notices
from workflow.act import act, find
from workflow.advance import record_act
from workflow.approvals import lapse, latest_draft, problems_at, send_back
from workflow.models import ActRecord, ApprovalLapse, Draft, Person
from workflow.problems import Problem, refuse_if
from workflow.standing import standing_of

DRAFTER = 0


def problems_sending_back(draft: Draft, to_stage: int, at_stage: int | None) -> list[Problem]:
    """Why a draft does not go back there. at_stage: where it waits now."""
    if to_stage == DRAFTER and draft.document in OWN_WAY_BACK:
        return [
            Problem(
                "own_way_back",
                "この起案を起案者に戻すと案件の状態が変わります。",
                f"「{OWN_WAY_BACK[draft.document]}」を行ってください。",
                "to_stage",
            )
        ]
    if at_stage is not None and not DRAFTER <= to_stage < at_stage:
        return [
            Problem(
                "to_stage", "戻す先の段階がありません。", "前の段階を選んでください。", "to_stage"
            )
        ]
    return []


@act
def send_back_draft(
    draft_id: UUID, to_stage: int, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Send the draft that was read back to a stage (0: to its drafter), with the reason."""
    read = find(Draft, draft_id)
    subject = lock_subject(read)
    draft = latest_draft(read.document, read.subject_id)
    assert draft is not None
    standing = standing_of(draft)
    # An old version is refused as such: where it stood says nothing of where the new one stands.
    at_stage = standing.stage if draft == read else None
    problems = problems_returning(reason) + problems_sending_back(draft, to_stage, at_stage)
    refuse_if(problems + problems_at(draft, read.version))
    told = {draft.drafted_by_id: draft.drafted_by}
    if to_stage == DRAFTER:
        send_back(draft, read.version, reason=reason)
    else:
        back = [a for a in standing.approvals if a.stage >= to_stage]
        for approval in back:
            lapse(approval, ApprovalLapse.Cause.SENT_BACK, reason, after_effect=standing.is_done)
        told |= {a.approver_id: a.approver for a in back}
    record = record_act(
        subject, reason=reason, document=draft.document, version=draft.version, to_stage=to_stage
    )
    notices.tell(told.values(), "draft_sent_back", draft, "起案の差戻し", reason)
    return record
