"""認定供給確保計画: METI's certified plan, mirrored here (推進法 9条–11条)."""

from django.db import models
from django_fsm import FSMField, transition


class PlanState(models.TextChoices):
    """Where a certified plan stands."""

    CERTIFIED = "CERTIFIED", "認定"
    CHANGE_PENDING = "CHANGE_PENDING", "変更認定申請中"
    CHANGED = "CHANGED", "変更認定済"
    CHANGE_ORDERED = "CHANGE_ORDERED", "変更指示"
    REVOKED = "REVOKED", "認定取消し"
    ENDED = "ENDED", "終了"


VALID = [PlanState.CERTIFIED, PlanState.CHANGE_PENDING, PlanState.CHANGED, PlanState.CHANGE_ORDERED]


class PlanMachine(models.Model):
    """The legal moves of a plan."""

    state = FSMField("状態", default=PlanState.CERTIFIED, choices=PlanState, protected=True)

    class Meta:
        abstract = True

    @transition(
        field=state,
        source=[PlanState.CERTIFIED, PlanState.CHANGED],
        target=PlanState.CHANGE_PENDING,
    )
    def to_change_pending(self) -> None:
        """The company asked METI for 変更認定."""

    @transition(field=state, source=VALID, target=PlanState.CHANGED)
    def to_changed(self) -> None:
        """METI notified 変更認定."""

    @transition(field=state, source=VALID, target=PlanState.CHANGE_ORDERED)
    def to_change_ordered(self) -> None:
        """METI ordered a change (11条2項)."""

    @transition(field=state, source=VALID, target=PlanState.REVOKED)
    def to_revoked(self) -> None:
        """METI revoked the certification (11条)."""

    @transition(field=state, source=VALID, target=PlanState.ENDED)
    def to_ended(self) -> None:
        """The plan's period ended."""
