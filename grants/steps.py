"""What may be done next with a case or a part of it: now, by whom, or why not yet.

The acts decide; this only tells beforehand. A step shown as possible may still be refused, and
then the act says why.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from grants.models import ConflictDeclaration
from workflow.act_forms import entitled, title_of
from workflow.audiences import RECIPIENT, audience_of_role
from workflow.authority import AUTHORITY, held_at, may
from workflow.barring import OPEN_TO_ALL, barred_from
from workflow.calendar import jst_day
from workflow.models import Membership, Person
from workflow.standing import Standing, waiting_on

SAME_PERSON = "起案・担当をした本人は行えません（職務分離）。"
NO_DRAFT = "決裁を待つ起案がありません。"
WAITS_FOR_DECISION = "起案済みです。決裁を待っています。"
# document → where its draft stands, for the drafts of a subject that wait for a decision
Pending = Mapping[str, Standing]


@dataclass(frozen=True)
class Reader:
    """Who looks, with which roles, when."""

    person: Person
    roles: frozenset[str]
    now: datetime
    is_outside: bool = False

    @property
    def today(self) -> date:
        """The day in Japan."""
        return jst_day(self.now)

    @cached_property
    def perhaps_barred(self) -> tuple[Membership, ...]:
        """What they hold, if they or whom they stand in for ever declared a conflict; else none."""
        if self.is_outside:
            return ()
        held = tuple(held_at(self.person, self.now))
        people = {self.person.pk, *(membership.person_id for membership in held)}
        declared = ConflictDeclaration.objects.filter(person__in=people, has_conflict=True)
        return held if declared.exists() else ()

    def before(self, subject: Any) -> "Reader":
        """The same reader with the roles that a conflict of interest in its case leaves them."""
        if not self.perhaps_barred or not (barred := barred_from(subject)):
            return self
        is_barred = self.person.pk in barred
        left = {m.role for m in self.perhaps_barred if not is_barred and m.person_id not in barred}
        return replace(self, roles=self.roles & left)


# Why an act is not open to this reader although the state allows it; empty when it is.
Lack = Callable[[Any, Reader], str]


@dataclass(frozen=True)
class StepRule:
    """In which states an act is possible; no states: in any.

    approves: the draft the act decides on. drafts: the draft it puts up (one waits at a time).
    is_next: the case waits for it, so the inbox shows it.
    """

    act: str
    states: frozenset[str] = frozenset()
    approves: str = ""
    drafts: str = ""
    is_next: bool = True
    lack: Lack | None = None

    @property
    def is_outside(self) -> bool:
        """Whether companies do it."""
        return RECIPIENT in {audience_of_role(role) for role in AUTHORITY[self.act]}

    def lacks(self, subject: Any, reader: Reader, pending: Pending) -> str:
        """Why not now; empty when nothing is known to stand against it."""
        if self.approves:
            stands_against = _deciding(pending.get(self.approves), reader)
            if stands_against:
                return stands_against
        if self.drafts and self.drafts in pending:
            return WAITS_FOR_DECISION
        return self.lack(subject, reader) if self.lack else ""


@dataclass(frozen=True)
class Step:
    """One act on one subject as a reader sees it now.

    is_due: the state fits. is_mine: a role of theirs may do it. lack: why not now all the same.
    """

    act: str
    title: str
    subject: UUID
    is_due: bool
    is_mine: bool
    is_next: bool
    lack: str
    who: str
    states: str
    part: str = field(default="", compare=False)

    @property
    def is_ready(self) -> bool:
        """Whether the reader may do it now."""
        return self.is_due and self.is_mine and not self.lack


def steps_of(
    subject: Any, rules: Iterable[StepRule], reader: Reader, pending: Pending | None = None
) -> list[Step]:
    """Every act of these rules on a subject, in their order.

    Outside, only the company's own: what NEDO's rest on cannot be read there.
    """
    seen = [rule for rule in rules if rule.is_outside or not reader.is_outside]
    if pending is None:
        pending = {} if reader.is_outside else waiting_on([subject.pk]).get(subject.pk, {})
    left = reader.before(subject)
    return [
        _step(subject, rule, reader if rule.act in OPEN_TO_ALL else left, pending) for rule in seen
    ]


def states_waiting(rules: Iterable[StepRule], roles: Iterable[str]) -> set[str]:
    """The states in which something besides a draft waits for one of these roles."""
    held = list(roles)
    found = [rule for rule in rules if rule.is_next and not rule.approves and may(held, rule.act)]
    return {state for rule in found for state in rule.states}


def documents_waiting(rules: Iterable[StepRule], roles: Iterable[str]) -> set[str]:
    """The kinds of draft on which one of these roles decides."""
    held = list(roles)
    return {rule.approves for rule in rules if rule.approves and may(held, rule.act)}


def _deciding(standing: Standing | None, reader: Reader) -> str:
    """Why this reader may not carry the draft out now: its route, four eyes."""
    if standing is None:
        return NO_DRAFT
    if standing.draft.drafted_by_id == reader.person.pk or standing.taken_by(reader.person):
        return SAME_PERSON
    if not standing.is_last or not reader.roles & set(standing.roles):
        return f"{standing.waits_for}の決裁を待っています。"
    return ""


def _step(subject: Any, rule: StepRule, reader: Reader, pending: Pending) -> Step:
    state = getattr(subject, "state", "")
    is_due = not rule.states or state in rule.states
    labels = dict(subject._meta.get_field("state").choices) if state else {}
    return Step(
        act=rule.act,
        title=title_of(rule.act),
        subject=subject.pk,
        is_due=is_due,
        is_mine=may(reader.roles, rule.act),
        is_next=rule.is_next,
        lack=rule.lacks(subject, reader, pending) if is_due else "",
        who=entitled(rule.act),
        states="・".join(str(label) for key, label in labels.items() if key in rule.states),
    )
