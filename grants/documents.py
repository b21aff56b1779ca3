"""What is put up for approval: the subject of a draft, and how a draft goes back to its drafter."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps

from grants.models import Grant, RefundReceipt
from workflow.act import lock
from workflow.machines.grant import GrantState
from workflow.models import Draft
from workflow.problems import Problem

# The states in which a draft still asks for something; others ask in any state.
AWAITED = {"DECISION": frozenset({GrantState.APPROVAL})}
# Documents whose return to the drafter moves a state: the act that does it.
OWN_WAY_BACK = {"DECISION": "決裁の差戻し", "PAYMENT": "請求の却下"}


def lock_subject(draft: Draft) -> Any:
    """What the draft is about, locked and freshly read."""
    return lock(apps.get_model(draft.subject_type), draft.subject_id)


def case_of(draft: Draft) -> Grant | None:
    """The case a draft belongs to; None for what the fund decides about itself."""
    subject: Any = apps.get_model(draft.subject_type)._default_manager.get(pk=draft.subject_id)
    if isinstance(subject, RefundReceipt):
        subject = subject.order
    return subject if isinstance(subject, Grant) else getattr(subject, "grant", None)


@dataclass(frozen=True)
class About:
    """What a draft is about, in words for a list."""

    number: str
    name: str
    company: str = ""


def about(draft: Draft) -> About:
    """The case's number, name and company; else the subject's own name."""
    case = case_of(draft)
    if case is not None:
        return About(case.number, case.title, case.organisation.name)
    subject: Any = apps.get_model(draft.subject_type)._default_manager.get(pk=draft.subject_id)
    return About(str(getattr(subject, "number", "")), str(subject))


def problems_with_subject(draft: Draft, subject: Any) -> list[Problem]:
    """A draft about a case that has gone another way asks for nothing any more."""
    awaited = AWAITED.get(draft.document)
    if awaited is None or subject.state in awaited:
        return []
    return [
        Problem(
            "wrong_state",
            f"現在の状態「{subject.get_state_display()}」ではこの起案を決裁できません。",
            "画面を開き直し、現在の状態を確認してください。",
        )
    ]
