"""途中の段階の決裁 (決裁規程): approves a draft at a stage before the last, or one that fell.

Who: section_chief, department_director, executive, accounting_approver
State: — (the draft waits at the next stage; the last stage is the act it asks for)
Ledger: none
Paper: none (its line of the approved draft)
Deadline: none
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from fund.models import Placement, Voucher
from fund.seal_delay import problems_of_delay, seal_delay
from grants.documents import lock_subject, problems_with_subject
from workflow import notices
from workflow.act import act, find
from workflow.advance import record_act
from workflow.approvals import approve_at, latest_draft
from workflow.calendar import jst_day
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


def problems_letting_out(subject: Any, today: date) -> list[Problem]:
    """Why the fund's money, which waits for this approval alone, is not let out now: no fresh seal.

    What the bank has moved already is approved again at any time.
    """
    if not isinstance(subject, Placement | Voucher) or subject.settled_on is not None:
        return []
    if isinstance(subject, Voucher) and not subject.pays:
        return []
    return problems_of_delay(seal_delay(subject.segment, today))


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
    delay = problems_letting_out(subject, jst_day(now))
    refuse_if(problems_at_stage(draft, stage, is_again=is_again) + delay)
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
