"""The outbox: what is to be told to whom. Written in the act's transaction, sent by a task."""

import uuid
from typing import ClassVar

from django.db import models

from workflow.models.person import Organisation, Person, Role


class Notice(models.Model):
    """One message, to a person or to whoever holds a role when it is sent.

    The row is the truth; Celery only moves it. key: unique, so an act run twice tells nobody
    twice. The id is the mail's Message-ID. A role's notice becomes one a person on its way: its
    sent_at says when. dropped_at: the addressee was no longer entitled to it. retry_at: not
    before this moment again, after a failure.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=240, unique=True)
    kind = models.CharField(max_length=60)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="notices")
    role = models.CharField(max_length=30, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    title = models.CharField("件名", max_length=200)
    body = models.TextField("本文")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, role="")
                | (models.Q(person__isnull=True) & ~models.Q(role="")),
                name="notice_has_one_addressee",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(dropped_at__isnull=True),
                name="notice_is_sent_or_dropped",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(sent_at__isnull=True, dropped_at__isnull=True),
                name="notice_unsent",
            ),
            models.Index(fields=["person", "-created_at"], name="notice_of_person"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def addressee(self) -> str:
        """Who is told, in words: a person by name, or whoever holds a role."""
        return self.person.name if self.person else str(Role(self.role).label)
