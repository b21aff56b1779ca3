"""コア技術の事前相談: open until METI answers, once."""

from django.db import models
from django_fsm import FSMField, transition


class ConsultationState(models.TextChoices):
    """Where a consultation stands."""

    OPEN = "OPEN", "相談中"
    CLEARED = "CLEARED", "支障なし"
    CONDITIONAL = "CONDITIONAL", "条件付き"
    OBJECTED = "OBJECTED", "不適当"


C = ConsultationState


class ConsultationMachine(models.Model):
    """The legal moves of a consultation: METI answers once."""

    state = FSMField("状態", default=C.OPEN, choices=C, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=C.OPEN, target=C.CLEARED)
    def to_cleared(self) -> None:
        """支障なしとの回答."""

    @transition(field=state, source=C.OPEN, target=C.CONDITIONAL)
    def to_conditional(self) -> None:
        """条件を付した回答."""

    @transition(field=state, source=C.OPEN, target=C.OBJECTED)
    def to_objected(self) -> None:
        """不適当との回答."""
