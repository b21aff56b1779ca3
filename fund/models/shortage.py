"""資金不足の見込み: a shortage of cash that people were told of."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class CashShortage(models.Model):
    """A shortage as told: by how many yen cash falls short by a month's end.

    ended_on: the day on which the forecast no longer said so, or said something else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    segment = models.PositiveIntegerField("勘定")
    falls_on = models.DateField("不足する月末")
    short_yen = models.BigIntegerField("不足額（円）")
    told_on = models.DateField("通知日")
    ended_on = models.DateField("解消日", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["segment"], condition=Q(ended_on=None), name="one_shortage_stands"
            ),
            models.CheckConstraint(condition=Q(short_yen__gt=0), name="shortage_is_over_a_sum"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("told_on")),
                name="shortage_ends_after_it_was_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment} {self.falls_on}"
