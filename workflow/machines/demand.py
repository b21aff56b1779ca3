"""納付の請求 without 加算金: 財産処分, 収益納付, 消費税仕入控除税額."""

from django.db import models
from django_fsm import FSMField, transition


class DemandState(models.TextChoices):
    """Where a demand stands."""

    DEMANDED = "DEMANDED", "納付請求"
    PAID = "PAID", "納付済"


D = DemandState


class DemandMachine(models.Model):
    """The legal moves of a demand."""

    state = FSMField("状態", default=D.DEMANDED, choices=D, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=D.DEMANDED, target=D.PAID)
    def to_paid(self) -> None:
        """納付."""
