"""届出・申請 that a company files on a case and an act of NEDO takes up."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from grants.models.grant import Grant
from grants.models.refund import RefundOrder
from workflow.models import Organisation, Person


class SubmissionOutcome(models.TextChoices):
    """What NEDO did with it."""

    TAKEN = "TAKEN", "受理"
    RETURNED = "RETURNED", "返付"


class Submission(models.Model):
    """A notice or an application of the company, as it arrived; answered once.

    kind: what it is (grants.submissions). answers: text by field. filed_at: the server's record of
    its arrival (26条の3). order: the refund order a waiver is asked of. outcome empty: it waits.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="submissions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    order = models.ForeignKey(RefundOrder, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField("種別", max_length=20)
    number = models.PositiveSmallIntegerField("回")
    answers = models.JSONField("内容")
    filed_at = models.DateTimeField("到達")
    outcome = models.CharField("結果", max_length=10, choices=SubmissionOutcome, blank=True)
    answer = models.TextField("返付の理由", blank=True)
    answered_on = models.DateField("処理日", null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="submission_number_once"),
            models.UniqueConstraint(
                fields=["grant", "kind"], condition=Q(outcome=""),
                name="one_submission_of_a_kind_waits",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_on__isnull=True, answered_by__isnull=True)
                | Q(outcome="TAKEN", answered_on__isnull=False, answered_by__isnull=False)
                | (
                    Q(outcome="RETURNED", answered_on__isnull=False, answered_by__isnull=False)
                    & ~Q(answer="")
                ),
                name="answered_submission_says_how",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.grant.number} 届出・申請 第{self.number}号"
