"""遂行命令の案 (適正化法13条1項): what the system wrote for a late report, until people answer it.

A draft is a duty of NEDO's about the case, a period of its own for each late report; its words are
in the record that made it. It ends with an order, without one for a reason, or as the report comes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from grants.models import Grant
from workflow import duties
from workflow.calendar import day_text, jst_day
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Obligation
from workflow.problems import Problem

DOCUMENT = "COMPLIANCE"
KIND = "COMPLIANCE_DRAFT"
# The states in which a project can be ordered to be carried out.
ORDERABLE = (GrantState.RUNNING, GrantState.PARTLY_CANCELLED)


@dataclass(frozen=True)
class OrderDraft:
    """One draft: NEDO's duty to answer it, and the duty of the report that is late."""

    duty: Obligation
    late: Obligation

    @property
    def reason(self) -> str:
        """The reason of the order, as drafted."""
        return self.duty.made_by.reason

    @property
    def demand(self) -> str:
        """What is to be ordered, as drafted."""
        return str(self.duty.made_by.facts["demand"])

    def __str__(self) -> str:
        return f"{self.late.title}（期限 {day_text(self.late.due_on)}）"


def drafts_of(grant: Grant) -> list[OrderDraft]:
    """The drafts about a case that nobody has answered, the oldest first."""
    rows = Obligation.objects.filter(
        subject_id=grant.pk, kind=KIND, status=Obligation.Status.OPEN
    ).select_related("made_by")
    found = [draft_behind(row) for row in rows]
    return sorted(found, key=lambda draft: draft.late.due_on)


def draft_behind(duty: Obligation) -> OrderDraft:
    """The draft that NEDO's duty is about."""
    return OrderDraft(duty, Obligation.objects.get(pk=duty.period_key))


def is_drafted(late: Obligation) -> bool:
    """Whether an order was ever drafted for this late duty: it is once, whatever became of it."""
    return Obligation.objects.filter(kind=KIND, period_key=str(late.pk)).exists()


def is_needless(draft: OrderDraft) -> bool:
    """Whether the late duty is met, re-dated or owed no more, or its case has gone another way."""
    grant = Grant.objects.get(pk=draft.duty.subject_id)
    return draft.late.status != Obligation.Status.OPEN or grant.state not in ORDERABLE


def end_as_needless(record: ActRecord, late: Obligation) -> None:
    """The report came: what was drafted for its lateness is needed no more."""
    rows = Obligation.objects.filter(kind=KIND, period_key=str(late.pk))
    for row in rows.filter(status=Obligation.Status.OPEN):
        duties.cancel_one(record, row)


def problems_in_state(grant: Grant) -> list[Problem]:
    """A project can be ordered to be carried out while it is."""
    if grant.state in ORDERABLE:
        return []
    return [
        Problem("wrong_state", "事業実施中の案件に限ります。", "案件の状態を確認してください。")
    ]


def problems_needless(content: dict[str, Any]) -> list[Problem]:
    """A late report that the order put up rests on has come, or is owed no more."""
    if len(_open(content["drafts"])) == len(content["drafts"]):
        return []
    return [
        Problem(
            "needless",
            "起案の後に、遅れていた報告が届いたか、案が不要となりました。",
            "起案を差し戻し、命令の要否を改めて判断してください。",
        )
    ]


def answer(record: ActRecord, content: dict[str, Any]) -> None:
    """The order was given: the drafts it rests on are answered."""
    for row in _open(content["drafts"]):
        duties.meet_one(record, row, jst_day(record.acted_at))


def _open(keys: Iterable[str]) -> list[Obligation]:
    wanted = [UUID(key) for key in keys]
    return list(Obligation.objects.filter(pk__in=wanted, status=Obligation.Status.OPEN))
