"""締め: how the fund's periods end."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from workflow.models import Person


class PeriodClose(models.Model):
    """締め of one period of one segment: proposed by one person, closed by another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    segment = models.PositiveIntegerField("勘定")
    period = models.PositiveIntegerField("会計期間")
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_on = models.DateField("締めの起案日")
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField("締め日", null=True)
    close_seq = models.BigIntegerField("最終仕訳番号", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["segment", "period"], name="period_closed_once"),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("closed_by")), name="close_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True, closed_on__isnull=True, close_seq__isnull=True)
                | Q(closed_by__isnull=False, closed_on__isnull=False, close_seq__isnull=False),
                name="close_says_when_and_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment}/{self.period}"
