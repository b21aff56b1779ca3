"""利益相反の申告: what a reviewer declared about a case, before examining it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from grants.models.grant import Grant
from workflow.models import Person


class ConflictDeclaration(models.Model):
    """One declaration by one person about one case; the newest counts, none is changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="conflict_declarations")
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    has_conflict = models.BooleanField("利益相反がある")
    statement = models.TextField("内容", blank=True)
    declared_at = models.DateTimeField("申告")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["grant", "person", "number"], name="declaration_number_once"
            ),
            models.CheckConstraint(
                condition=Q(has_conflict=False) | ~Q(statement=""), name="conflict_says_which"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.number} {self.person.name}"
