"""Deciding on many drafts at once: as many acts as drafts, each with its own result."""

from collections.abc import Iterable
from datetime import datetime
from inspect import signature
from uuid import UUID

from grants import step_rules
from grants.acts.approve_in_bulk import Row
from grants.documents import about
from grants.steps import Reader, StepRule
from workflow.act import ACTS
from workflow.models import Draft, Person
from workflow.problems import Refused
from workflow.standing import Standing, standing_of, undecided

MOST = 200
_RULES: tuple[StepRule, ...] = (
    *step_rules.GRANT_STEPS, *step_rules.PAYMENT_STEPS, *step_rules.REFUND_STEPS,
    *step_rules.ASSET_STEPS, *step_rules.RECEIPT_STEPS,
)  # fmt: skip
# document → the act that carries it out
CARRIED_OUT_BY = {rule.approves: rule.act for rule in _RULES if rule.approves and rule.is_next}


def asks_nothing_more(act: str) -> bool:
    """Whether an act takes the subject and the version read, and nothing else."""
    taken = [p for p in signature(ACTS[act]).parameters if p not in {"actor", "now", "key"}]
    return len(taken) == 2


def choices(reader: Reader) -> list[Standing]:
    """The drafts this person may decide on now without being asked anything more."""
    found = []
    for draft in undecided().select_related("drafted_by").order_by("drafted_at")[:MOST]:
        standing = standing_of(draft)
        act = CARRIED_OUT_BY.get(draft.document, "")
        roles = reader.before(draft).roles
        if not roles & set(standing.roles) or draft.drafted_by_id == reader.person.pk:
            continue
        if not standing.taken_by(reader.person) and (
            not standing.is_last or (act and asks_nothing_more(act))
        ):
            found.append(standing)
    return found


def decide_each(
    chosen: Iterable[tuple[UUID, int]], *, actor: Person, now: datetime, key: str
) -> tuple[Row, ...]:
    """One act for each draft at the stage that was shown; a refusal stops none of the others."""
    rows = []
    for pk, stage in chosen:
        draft = Draft.objects.get(pk=pk)
        problem = ""
        try:
            _decide(draft, stage, actor=actor, now=now, key=f"{key}:{pk}")
        except Refused as refusal:
            problem = " / ".join(str(reason) for reason in refusal.problems)
        rows.append((str(pk), stage, problem))
    return tuple(rows)


def _decide(draft: Draft, stage: int, *, actor: Person, now: datetime, key: str) -> None:
    if stage < len(draft.stages):
        ACTS["approve_stage"](draft.pk, stage, actor=actor, now=now, key=key)
    else:
        act = ACTS[CARRIED_OUT_BY[draft.document]]
        act(draft.subject_id, draft.version, actor=actor, now=now, key=key)


def in_words(draft: Draft) -> str:
    """What a draft is about: the case's number and name."""
    found = about(draft)
    return f"{found.number} {found.name} {found.company}".strip()
