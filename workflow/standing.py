"""Where drafts stand on their routes: which approvals count, and what waits for whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from workflow.models import Approval, Draft, Obligation, Person, Role
from workflow.problems import Problem

STANDING = Q(approvals__lapse__isnull=True)
# The key of a draft's content that names the duties it answers; all must be open until it does.
GROUNDS = "rests_on"


@dataclass(frozen=True)
class Standing:
    """Where a draft stands on its route. stage: the next one without a standing approval.

    stage is None when every stage is approved, the draft went back to its drafter or was
    overtaken. approvals: those that count. is_done: it was carried out, and an approval fell
    afterwards (要再承認). lost: the first duty it rests on that ended another way.
    """

    draft: Draft
    approvals: tuple[Approval, ...]
    is_done: bool = False
    lost: Obligation | None = None

    @classmethod
    def of(cls, draft: Draft, every: list[Approval], ended: Mapping[str, Obligation]) -> "Standing":
        """From all approvals of the draft, each with its lapse at hand; ended: see `ended_of`."""
        lapses = [a.lapse for a in every if hasattr(a, "lapse")]
        counting = sorted((a for a in every if not hasattr(a, "lapse")), key=lambda a: a.stage)
        lost = next((ended[key] for key in draft.content.get(GROUNDS, ()) if key in ended), None)
        return cls(draft, tuple(counting), any(row.after_effect for row in lapses), lost)

    @property
    def is_returned(self) -> bool:
        """Whether it went back to its drafter."""
        return any(a.outcome == Approval.Outcome.RETURNED for a in self.approvals)

    @property
    def is_approved(self) -> bool:
        """Whether every stage approved it."""
        return not self.is_returned and self._next is None

    @property
    def stage(self) -> int | None:
        """The stage it waits at."""
        return None if self.is_returned or self.is_overtaken else self._next

    @property
    def is_overtaken(self) -> bool:
        """Whether what it was put up for ended before it was decided (a late report came)."""
        return self.lost is not None and not self.is_done and self._next is not None

    @property
    def _next(self) -> int | None:
        passed = {a.stage for a in self.approvals}
        every = range(1, len(self.draft.stages) + 1)
        return next((stage for stage in every if stage not in passed), None)

    @property
    def is_last(self) -> bool:
        """Whether it waits for the act that carries it out."""
        return self.stage == len(self.draft.stages)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that may decide where it waits."""
        return tuple(self.draft.stages[self.stage - 1]) if self.stage else ()

    @property
    def waits_for(self) -> str:
        """第2段階（部長）, in words; empty when it waits for nobody."""
        return stage_name(self.draft, self.stage) if self.stage else ""

    def taken_by(self, *people: Person | None) -> bool:
        """Whether one of these people stands at a stage already, themselves or in whose stead."""
        taken = {pk for a in self.approvals for pk in (a.approver_id, a.principal_id) if pk}
        return bool(taken & {person.pk for person in people if person})


def standing_of(draft: Draft) -> Standing:
    """Where a draft stands now."""
    rows = draft.approvals.select_related("approver", "principal", "lapse")
    return Standing.of(draft, list(rows), ended_of([draft]))


def ended_of(drafts: Iterable[Draft]) -> dict[str, Obligation]:
    """The duties these drafts rest on that are open no more, by key, each with what ended it."""
    keys = {key for draft in drafts for key in draft.content.get(GROUNDS, ())}
    rows = Obligation.objects.filter(pk__in=keys).exclude(status=Obligation.Status.OPEN)
    return {str(row.pk): row for row in rows.select_related("ended_by")} if keys else {}


def undecided() -> QuerySet[Draft]:
    """The drafts that wait at some stage of their route."""
    given = Approval.Outcome
    rests_on = Func(
        OuterRef(f"content__{GROUNDS}"), Cast("pk", TextField()),
        function="jsonb_exists", output_field=models.BooleanField(),
    )  # fmt: skip
    ended = Obligation.objects.filter(subject_id=OuterRef("subject_id")).exclude(
        status=Obligation.Status.OPEN
    )
    return (
        Draft.objects.alias(
            passed=Count("approvals", filter=STANDING & Q(approvals__outcome=given.APPROVED)),
            returned=Count("approvals", filter=STANDING & Q(approvals__outcome=given.RETURNED)),
            length=Func(
                F("stages"), function="jsonb_array_length", output_field=models.IntegerField()
            ),
        )
        .filter(returned=0, passed__lt=F("length"))
        .exclude(approvals__lapse__after_effect=True)
        .exclude(Exists(ended.filter(rests_on)))
    )


def waiting_on(subjects: list[UUID]) -> dict[UUID, dict[str, Standing]]:
    """For each subject the documents whose newest version waits, and where."""
    rows = Draft.objects.filter(subject_id__in=subjects).order_by("version")
    drafts = list(rows.prefetch_related("approvals__lapse"))
    waiting: dict[UUID, dict[str, Standing]] = {}
    ended = ended_of(drafts)
    for draft in drafts:
        standing = Standing.of(draft, list(draft.approvals.all()), ended)
        found = waiting.setdefault(draft.subject_id, {})
        found.pop(draft.document, None)
        if standing.stage is not None and not standing.is_done:
            found[draft.document] = standing
    return waiting


def fallen() -> QuerySet[Approval]:
    """Approvals of acts already done that fell afterwards and were not given anew (要再承認)."""
    again = Approval.objects.filter(
        draft=OuterRef("draft"), stage=OuterRef("stage"), lapse__isnull=True
    )
    return Approval.objects.filter(~Exists(again), lapse__after_effect=True)


def problems_of_fallen(subjects: Iterable[UUID]) -> list[Problem]:
    """Why nothing is paid on what was decided about these: an approval fell (要再承認)."""
    rows = fallen().filter(draft__subject_id__in=list(subjects))
    return [
        Problem(
            "fallen_approval",
            f"{row.approver.name} の承認が失効し、{stage_name(row.draft, row.stage)}"
            "の再承認を要します。",
            "権限のある別の者が再承認してください。",
        )
        for row in rows.select_related("draft", "approver")
    ]


def approver_of(draft: Draft) -> Person:
    """Whose approval at the last stage counts: who gave it anew, where the first one fell."""
    return standing_of(draft).approvals[-1].approver


def stage_name(draft: Draft, stage: int) -> str:
    """第2段階（部長）; without a number where the route has one stage."""
    roles = "・".join(Role(role).label for role in draft.stages[stage - 1])
    return f"第{stage}段階（{roles}）" if len(draft.stages) > 1 else roles


def route_rows(draft: Draft) -> list[tuple[str, list[Approval]]]:
    """The stages in words, each with every approval given at it, lapsed ones too."""
    rows = draft.approvals.select_related("approver", "principal", "lapse", "after_view__seen_by")
    given = list(rows.order_by("decided_at"))
    return [
        (stage_name(draft, stage), [a for a in given if a.stage == stage])
        for stage in range(1, len(draft.stages) + 1)
    ]
