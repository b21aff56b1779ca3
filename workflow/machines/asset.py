"""取得財産 (適正化法22条): restricted until its period ends or a disposal is approved."""

from django.db import models
from django_fsm import FSMField, transition


class AssetState(models.TextChoices):
    """Where an acquired asset stands."""

    RESTRICTED = "RESTRICTED", "処分制限中"
    DISPOSAL_REQUESTED = "DISPOSAL_REQUESTED", "処分承認申請中"
    APPROVED = "APPROVED", "処分承認済"
    DISPOSED = "DISPOSED", "処分済"
    RELEASED = "RELEASED", "制限満了"


A = AssetState


class AssetMachine(models.Model):
    """The legal moves of an asset."""

    state = FSMField("状態", default=A.RESTRICTED, choices=A, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=A.RESTRICTED, target=A.DISPOSAL_REQUESTED)
    def to_disposal_requested(self) -> None:
        """財産処分の承認申請."""

    @transition(field=state, source=A.DISPOSAL_REQUESTED, target=A.APPROVED)
    def to_disposal_approved(self) -> None:
        """財産処分の承認."""

    @transition(field=state, source=A.DISPOSAL_REQUESTED, target=A.RESTRICTED)
    def to_disposal_refused(self) -> None:
        """財産処分の不承認."""

    @transition(field=state, source=A.APPROVED, target=A.DISPOSED)
    def to_disposed(self) -> None:
        """処分の完了 (納付を含む)."""

    @transition(field=state, source=A.RESTRICTED, target=A.RELEASED)
    def to_released(self) -> None:
        """処分制限期間の満了."""
