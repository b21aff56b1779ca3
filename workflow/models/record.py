"""The append-only record of every act."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.expressions import RawSQL

from workflow.models.person import Organisation, Person

# The order records were written in; the database numbers them in a column Django does not know.
# Never in a subquery: there the table has another name.
WRITTEN = RawSQL("workflow_actrecord.number", [])


class ActRecord(models.Model):
    """Who did what to which subject, when, why; never changed, never deleted (trigger).

    key: idempotency key of the act. acted_at: the act's legal moment, given by the edge;
    recorded_at: when the database wrote it (column default, not settable by the application).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    act = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    payload_sha = models.BinaryField(max_length=32)
    acted_at = models.DateTimeField()
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=30, blank=True)
    target = models.CharField(max_length=30, blank=True)
    actor = models.ForeignKey(Person, models.PROTECT, related_name="acts")
    reason = models.TextField(blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id", "acted_at"], name="act_of_subject"),
            models.Index(fields=["actor", "acted_at"], name="act_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.acted_at:%Y-%m-%d}"
