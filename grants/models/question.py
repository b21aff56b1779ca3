"""照会と回答: the recorded thread between a company and NEDO on a case and a clause."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from grants.models.grant import Grant
from workflow.machines.question import QuestionMachine
from workflow.models import Organisation, Person


class Question(QuestionMachine):
    """One thread. by_company: which side asked. clause: what it is about, as both call it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="questions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("番号")
    clause = models.CharField("対象の条項", max_length=100)
    by_company = models.BooleanField("事業者からの照会")
    asked_at = models.DateTimeField("照会")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="question_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=["ASKED", "ANSWERED", "CLOSED"]),
                name="question_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.number} 照会第{self.number}号"


class QuestionEntry(models.Model):
    """What was written in a thread, word for word; never changed. author_name: as signed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="entries")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    by_company = models.BooleanField()
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=100)
    text = models.TextField("内容")
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "position"], name="entry_position_once"),
            models.CheckConstraint(condition=~Q(text=""), name="entry_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.position}"
