"""承継: a case moves to the company that takes over its recipient's rights and duties."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from grants.models.grant import Grant
from workflow.calendar import day_text
from workflow.models import Organisation, Person


class SuccessionCause(models.TextChoices):
    """By what the rights and duties pass."""

    MERGER = "MERGER", "合併"
    SPLIT = "SPLIT", "会社分割"
    TRANSFER = "TRANSFER", "事業譲渡"


class Succession(models.Model):
    """承継承認. What stood at the predecessor stays its own; snapshot is what it handed over.

    The ledger knows a case under its first recipient for good: its accounts name one party.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="successions")
    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("回")
    cause = models.CharField("事由", max_length=10, choices=SuccessionCause)
    succeeded_on = models.DateField("承継日")
    scope = models.TextField("承継する権利義務の範囲")
    reason = models.TextField("理由")
    approved_on = models.DateField("承認日")
    snapshot = models.JSONField("承継時の状況")
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="succession_number_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="successor_is_another"
            ),
            models.CheckConstraint(
                condition=~Q(drafted_by=F("approved_by")), name="succession_takes_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_number} 承継 {day_text(self.succeeded_on)}"

    @property
    def grant_number(self) -> str:
        """The case's number, also for the predecessor, who no longer sees the case."""
        return str(self.snapshot["number"])
