"""A recipient's report (報告) from its first draft to its acceptance."""

from django.db import models
from django_fsm import FSMField, transition


class ReportState(models.TextChoices):
    """Where a report stands."""

    SCHEDULED = "SCHEDULED", "作成前"
    OPEN = "OPEN", "作成中"
    OVERDUE = "OVERDUE", "期限超過"
    SUBMITTED = "SUBMITTED", "提出済"
    RETURNED = "RETURNED", "補正依頼中"
    ACCEPTED = "ACCEPTED", "受理"


S = ReportState
# While the company may still write in it.
WRITABLE = frozenset({S.OPEN, S.OVERDUE, S.RETURNED})


class ReportMachine(models.Model):
    """The legal moves of a report. A late report passes through OVERDUE as it arrives."""

    state = FSMField("状態", default=S.SCHEDULED, choices=S, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=S.SCHEDULED, target=S.OPEN)
    def to_open(self) -> None:
        """作成の開始."""

    @transition(field=state, source=[S.OPEN, S.RETURNED], target=S.OVERDUE)
    def to_overdue(self) -> None:
        """期限の経過."""

    @transition(field=state, source=[S.OPEN, S.OVERDUE, S.RETURNED], target=S.SUBMITTED)
    def to_submitted(self) -> None:
        """提出."""

    @transition(field=state, source=S.SUBMITTED, target=S.RETURNED)
    def to_returned(self) -> None:
        """補正の依頼."""

    @transition(field=state, source=S.SUBMITTED, target=S.ACCEPTED)
    def to_accepted(self) -> None:
        """受理."""
