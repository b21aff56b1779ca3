"""文書の保存: until when the papers of a case are kept, as reckoned each time its end moved."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from grants.models.grant import Grant


class Retention(models.Model):
    """The period for which a case's documents are kept; the newest row counts, none is changed.

    ended_on: the day the granted project ends by what is known (ends: which event that is).
    kept_from: 1 April of the fiscal year after it. measure: what happens at the end. Nothing is
    deleted by this row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="retentions")
    ended_on = models.DateField("事業が終了する日")
    ends = models.CharField("終了する日の根拠", max_length=40)
    kept_from = models.DateField("起算日")
    kept_until = models.DateField("保存期間の満了日")
    measure = models.CharField("満了時の措置", max_length=100)
    rule = models.CharField("規程", max_length=200)
    article = models.CharField("根拠", max_length=200)
    reckoned_at = models.DateTimeField("記録")

    class Meta:
        ordering: ClassVar = ["reckoned_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_on__lt=F("kept_from"), kept_from__lt=F("kept_until")),
                name="retention_runs_forward",
            )
        ]

    def __str__(self) -> str:
        return f"{self.grant.number} {self.kept_until}"
