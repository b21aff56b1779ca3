"""支払の保留: one row freezes every payment of a plan, or of one of its grants."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from grants.models.grant import Grant
from grants.models.plan import Plan
from workflow.models import Person


class HoldGround(models.TextChoices):
    """Why payments stand still."""

    REVOKED = "REVOKED", "認定取消し"
    CHANGE_ORDERED = "CHANGE_ORDERED", "変更指示"
    CONSULTATION = "CONSULTATION", "コア技術の事前相談"
    NOT_CARRIED_OUT = "NOT_CARRIED_OUT", "計画が遂行されていない"
    SUCCESSION = "SUCCESSION", "承継（振込先口座の確認）"
    LATE_REPORT = "LATE_REPORT", "報告の遅延"


class PaymentHold(models.Model):
    """Stands from placed_on until it is released; a trigger refuses held payments any step ahead.

    grant null: all grants of the plan. source_id: the row that gave rise to it (notice,
    consultation, check, succession, late duty).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="holds")
    grant = models.ForeignKey(
        Grant, models.PROTECT, null=True, blank=True, related_name="payment_holds"
    )
    ground = models.CharField("事由", max_length=20, choices=HoldGround)
    reason = models.TextField("理由")
    source_id = models.UUIDField()
    placed_on = models.DateField("保留日")
    placed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    released_on = models.DateField("解除日", null=True, blank=True)
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    release_reason = models.TextField("解除の理由", blank=True)

    class Meta:
        ordering: ClassVar = ["placed_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source_id", "grant"], name="hold_once_a_source", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(released_on__isnull=True, released_by__isnull=True, release_reason="")
                | (Q(released_on__isnull=False, released_by__isnull=False) & ~Q(release_reason="")),
                name="released_hold_says_by_whom_and_why",
            ),
            models.CheckConstraint(
                # A late report's hold ends by itself, so the same hand may place and lift it.
                condition=~Q(placed_by=F("released_by")) | Q(ground="LATE_REPORT"),
                name="hold_is_released_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_ground_display()} {self.placed_on}"
