"""代決 and the end of an authority: who stands in for whom, and since when a role is gone."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from workflow.models.person import Membership, Person


class Delegation(models.Model):
    """代決: a deputy holds a role in its holder's stead for some days, both included.

    ended_at: the principal took it back before valid_until.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="delegations")
    deputy = models.ForeignKey(Person, models.PROTECT, related_name="deputies")
    valid_from = models.DateField("開始日")
    valid_until = models.DateField("終了日")
    reason = models.TextField("理由")
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="delegation_runs_forward"
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership} {self.valid_from}"


class AuthorityEnd(models.Model):
    """The moment from which a membership gives no authority any more; never changed.

    is_for_cause: what was approved after effective_at falls, however long ago it is recorded.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="ends")
    effective_at = models.DateTimeField("効力の発生")
    is_for_cause = models.BooleanField("職務停止")
    reason = models.TextField("理由")
    ordered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.membership} {self.effective_at:%Y-%m-%d %H:%M}"
