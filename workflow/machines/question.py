"""照会: asked, answered, asked again or closed."""

from django.db import models
from django_fsm import FSMField, transition


class QuestionState(models.TextChoices):
    """Whose turn it is in a thread."""

    ASKED = "ASKED", "回答待ち"
    ANSWERED = "ANSWERED", "回答済"
    CLOSED = "CLOSED", "終了"


Q = QuestionState


class QuestionMachine(models.Model):
    """The legal moves of a thread; a closed one stands."""

    state = FSMField("状態", default=Q.ASKED, choices=Q, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=Q.ASKED, target=Q.ANSWERED)
    def to_answered(self) -> None:
        """回答."""

    @transition(field=state, source=Q.ANSWERED, target=Q.ASKED)
    def to_asked(self) -> None:
        """再度の照会, by the side that asked."""

    @transition(field=state, source=Q.ANSWERED, target=Q.CLOSED)
    def to_closed(self) -> None:
        """終了, by the side that asked."""
