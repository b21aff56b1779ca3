"""A wish to have a duty's date put off, and the answer."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from workflow.models.obligation import Obligation
from workflow.models.person import Organisation, Person


class Extension(models.Model):
    """Asked by the company, decided once by NEDO (trigger). granted_on: the new date, if any."""

    class Outcome(models.TextChoices):
        """What NEDO answered."""

        PENDING = "pending", "回答待ち"
        GRANTED = "granted", "承認"
        REFUSED = "refused", "不承認"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    duty = models.ForeignKey(Obligation, models.PROTECT, related_name="extensions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    wished_on = models.DateField("希望する期限")
    reason = models.TextField("理由")
    requested_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField("申請")
    outcome = models.CharField("回答", max_length=10, choices=Outcome, default=Outcome.PENDING)
    granted_on = models.DateField("新しい期限", null=True, blank=True)
    answer = models.TextField("回答の理由", blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["duty"], condition=Q(outcome="pending"), name="one_wish_a_duty_waits"
            ),
            models.CheckConstraint(
                condition=Q(outcome="pending", decided_by__isnull=True, decided_at__isnull=True)
                | (
                    Q(outcome__in=["granted", "refused"], decided_by__isnull=False)
                    & Q(decided_at__isnull=False)
                    & ~Q(answer="")
                ),
                name="decided_extension_says_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(outcome="granted", granted_on__isnull=False)
                | (~Q(outcome="granted") & Q(granted_on__isnull=True)),
                name="granted_extension_names_the_day",
            ),
            models.CheckConstraint(
                condition=~Q(requested_by=F("decided_by")), name="wish_is_decided_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty} → {self.wished_on}"
