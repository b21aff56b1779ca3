"""起案 (Draft) and 決裁 (Approval): by a route, four eyes, bound to a version and its hash."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from workflow.calendar import day_text, jst_day
from workflow.models.person import Person


class ApprovalMatrix(models.Model):
    """One approval route (決裁区分): who approves a kind of document from an amount on.

    stages: in order; each is the list of roles that may stand there. The rows of one day are the
    whole matrix of a document from that day on. amount_from: whole yen, included.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.CharField(max_length=40)
    amount_from = models.BigIntegerField()
    stages = models.JSONField()
    valid_from = models.DateField()
    article = models.CharField(max_length=200)
    confidence = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "valid_from", "amount_from"], name="route_once_from_a_day"
            ),
            models.CheckConstraint(
                condition=Q(amount_from__gte=0), name="route_amount_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.amount_from}円以上 {day_text(self.valid_from)}"


class Draft(models.Model):
    """What is put up for approval: a document about a subject, with its exact content.

    content_sha: SHA-256 over the canonical content; an approval repeats it, so that nobody
    approves something other than what was read. stages, article: the route as it stood that day.
    A new version supersedes the older ones.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    version = models.PositiveIntegerField()
    content = models.JSONField()
    content_sha = models.BinaryField(max_length=32)
    amount_yen = models.BigIntegerField(default=0)
    stages = models.JSONField()
    article = models.CharField(max_length=200)
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="drafts")
    drafted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "subject_id", "version"], name="draft_version_once"
            ),
            # Target of the composite foreign key that lets a CHECK compare drafter and approver.
            models.UniqueConstraint(fields=["id", "drafted_by"], name="draft_with_its_drafter"),
        ]

    def __str__(self) -> str:
        return f"{self.document} v{self.version}"


class Approval(models.Model):
    """One person's decision on a draft at one stage. drafter is copied through a foreign key.

    attempt: 1, and one more each time the stage's approval lapsed. stage_count: how many stages the
    draft's route has, so that the approval alone says how far it got; None on those given before
    they said so. principal: in whose stead the approver decided (代決). Order, roles, different
    people and the number of stages are held by triggers.
    """

    class Outcome(models.TextChoices):
        """What the approver decided."""

        APPROVED = "approved", "承認"
        RETURNED = "returned", "差戻し"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="approvals")
    stage = models.PositiveSmallIntegerField(default=1)
    stage_count = models.PositiveSmallIntegerField(null=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    drafter = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approver = models.ForeignKey(Person, models.PROTECT, related_name="approvals")
    principal = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=30)
    outcome = models.CharField(max_length=20, choices=Outcome)
    content_sha = models.BinaryField(max_length=32)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(approver=F("drafter")), name="drafter_is_not_approver"
            ),
            models.CheckConstraint(
                condition=Q(principal__isnull=True)
                | ~Q(principal=F("drafter")) & ~Q(principal=F("approver")),
                name="principal_is_another",
            ),
            models.UniqueConstraint(
                fields=["draft", "stage", "attempt"], name="one_decision_a_stage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft} {self.get_outcome_display()}"


class ApprovalLapse(models.Model):
    """An approval that no longer counts: sent back to a stage, or given without authority.

    The approval itself stands as written. after_effect: the act it belonged to had been done; it
    is approved again, and until then nothing more is paid.
    """

    class Cause(models.TextChoices):
        """Why it fell."""

        SENT_BACK = "sent_back", "差戻し"
        SUSPENDED = "suspended", "権限の停止（遡及）"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    approval = models.OneToOneField(Approval, models.PROTECT, related_name="lapse")
    cause = models.CharField(max_length=20, choices=Cause)
    reason = models.TextField()
    after_effect = models.BooleanField(default=False)
    lapsed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    lapsed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.approval} {self.get_cause_display()}"


class AfterView(models.Model):
    """後閲: the principal has seen, afterwards, what was decided in their stead."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    approval = models.OneToOneField(Approval, models.PROTECT, related_name="after_view")
    seen_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    seen_at = models.DateTimeField()
    remark = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.approval} 後閲"


class BulkApproval(models.Model):
    """What one press of a button did to many drafts. rows: [draft id, stage, problem or ""]."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rows = models.JSONField()
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{len(self.rows)}件 {day_text(jst_day(self.approved_at))}"
