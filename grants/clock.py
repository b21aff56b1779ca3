"""標準処理期間 (適正化法6条2項): an application's clock, which stands still during a repair."""

from dataclasses import dataclass
from datetime import date, timedelta

from grants.models import Grant
from workflow.calendar import Due, jst_day
from workflow.law import due_on
from workflow.machines.grant import GrantState as G
from workflow.models import ActRecord, Obligation

KIND = "PROCESSING"
STANDARD = "standard_processing"
WITH_NEDO = frozenset({G.SUBMITTED, G.UNDER_REVIEW, G.APPROVAL})


@dataclass(frozen=True)
class Clock:
    """ran_days: with NEDO; paused_days: with the company for repair. is_running: now with NEDO.

    is_over: the answer was given, or none is wanted any more.

    due_on: None while paused. left_days: until due_on, negative when it has passed.
    """

    ran_days: int
    paused_days: int
    is_running: bool
    is_over: bool
    due_on: date | None

    def left_days(self, today: date) -> int | None:
        """Days until the period ends; None when the clock does not run."""
        return (self.due_on - today).days if self.is_running and self.due_on else None


def processing_due(grant: Grant, today: date) -> Due:
    """When an application filed today is to be decided: a repaired one has the days it had left."""
    stopped = (
        Obligation.objects.filter(
            subject_id=grant.pk, kind=KIND, status=Obligation.Status.CANCELLED
        )
        .select_related("ended_by")
        .order_by("ended_by__acted_at")
        .last()
    )
    if stopped is None or stopped.ended_by is None:
        return due_on(STANDARD, today, today)
    left = max((stopped.due_on - jst_day(stopped.ended_by.acted_at)).days, 0)
    return Due(
        due_on=today + timedelta(days=left),
        base_on=stopped.base_on,
        rule=f"{stopped.rule}、補正の間は進行しない（残り{left}日）",
        shift="",
    )


def clock_of(grant: Grant, today: date) -> Clock | None:
    """The clock from the first arrival to the decision; None before the arrival."""
    moves = list(
        ActRecord.objects.filter(subject_id=grant.pk, subject_type="grants.grant")
        .exclude(target="")
        .order_by("acted_at")
    )
    arrived = next((n for n, move in enumerate(moves) if move.target == G.SUBMITTED), None)
    if arrived is None:
        return None
    ran = paused = 0
    for move, later in zip(moves[arrived:], [*moves[arrived + 1 :], None], strict=True):
        until = jst_day(later.acted_at) if later else today
        days = (until - jst_day(move.acted_at)).days
        if move.target in WITH_NEDO:
            ran += days
        elif move.target == G.RETURNED:
            paused += days
        else:
            break
    duty = Obligation.objects.filter(
        subject_id=grant.pk, kind=KIND, status=Obligation.Status.OPEN
    ).first()
    is_running = grant.state in WITH_NEDO
    is_over = not is_running and grant.state != G.RETURNED
    return Clock(ran, paused, is_running, is_over, duty.due_on if duty else None)
