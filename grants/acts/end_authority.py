"""権限の終了・職務停止 (人事規程): from a moment on a role gives no authority.

Who: executive, system_admin
State: — (approvals given after the moment fall: 要再承認, and nothing is paid meanwhile)
Ledger: none
Paper: none
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from grants.documents import lock_subject
from workflow import notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import lapse
from workflow.authority import problems_of_same_person
from workflow.models import (
    ActRecord,
    Approval,
    ApprovalLapse,
    AuthorityEnd,
    Membership,
    Person,
    Role,
)
from workflow.problems import Problem, refuse_if
from workflow.standing import standing_of


def problems_ending(
    effective_at: datetime, now: datetime, reason: str, *, is_for_cause: bool
) -> list[Problem]:
    """Only a suspension for cause reaches back."""
    problems = []
    if effective_at < now and not is_for_cause:
        problems.append(
            Problem(
                "effective_at",
                "遡って効力を生じるのは職務停止だけです。",
                "現在以後の時刻にするか、職務停止としてください。",
                "effective_at",
            )
        )
    if not reason.strip():
        problems.append(
            Problem("no_reason", "理由がありません。", "理由を記入してください。", "reason")
        )
    return problems


def given_after(membership: Membership, moment: datetime) -> list[Approval]:
    """The standing approvals that rested on a membership since a moment, also in its stead."""
    person = membership.person_id
    rows = Approval.objects.filter(
        Q(approver=person, principal__isnull=True) | Q(principal=person),
        role=membership.role, outcome=Approval.Outcome.APPROVED,
        decided_at__gte=moment, lapse__isnull=True,
    )  # fmt: skip
    return list(rows.select_related("draft").order_by("decided_at"))


@act
def end_authority(
    membership_id: UUID, effective_at: datetime, is_for_cause: bool, reason: str,
    *, actor: Person, now: datetime, key: str,
) -> ActRecord:  # fmt: skip
    """End the authority of a membership, and let fall what was approved without it."""
    membership = lock(Membership, membership_id)
    refuse_if(
        problems_ending(effective_at, now, reason, is_for_cause=is_for_cause)
        + problems_of_same_person(actor, membership.person, "停止される者の職務")
    )
    end = AuthorityEnd.objects.create(
        membership=membership, effective_at=effective_at, is_for_cause=is_for_cause, reason=reason,
        ordered_by=actor, ordered_at=now,
    )  # fmt: skip
    lost = given_after(membership, effective_at)
    record = record_act(
        end, reason=reason, person=membership.person_id, role=membership.role,
        effective_at=effective_at, lapsed=len(lost),
    )  # fmt: skip
    for approval in lost:
        _let_fall(approval, reason)
    return record


def _let_fall(approval: Approval, reason: str) -> None:
    draft = approval.draft
    # Locked first: a payment under way to the bank waits here and then finds its approval gone.
    subject = lock_subject(draft)
    standing = standing_of(draft)
    # What was sent back or overtaken waits at no stage either, and nothing was done on it.
    done = standing.is_done or standing.is_approved
    lapse(approval, ApprovalLapse.Cause.SUSPENDED, reason, after_effect=done)
    record_act(subject, reason=reason, document=draft.document, stage=approval.stage)
    for role in draft.stages[approval.stage - 1]:
        notices.tell_role(
            Role(role), "approval_fell", draft, "要再承認",
            "職務停止により承認が失効しました。再承認されるまで支払は行われません。",
        )  # fmt: skip
