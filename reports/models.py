"""Papers that went out, what people were reminded of, and the reports that came in."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from reports.report_models import (
    Filing,
    Report,
    ReportDraft,
    ReportFile,
    ReportForm,
    ReportReturn,
)
from workflow.models import ActRecord, Notice, Obligation, Organisation

__all__ = [
    "Filing",
    "IssuedPaper",
    "LadderStep",
    "PaperFile",
    "Reminder",
    "ReminderLine",
    "Report",
    "ReportDraft",
    "ReportFile",
    "ReportForm",
    "ReportReturn",
]


class IssuedPaper(models.Model):
    """A paper as issued: its number and its frozen content, from which it is drawn any time.

    ledger_seq and ledger_hash: the newest entry known when it was issued. data: the content of
    the paper's dataclass; the same data always gives the same bytes. cause: the act that deserves
    the paper, none for a statement; made_by: the act that issued it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("種別", max_length=40)
    number = models.CharField("文書番号", max_length=60, unique=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField(null=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    title = models.CharField("件名", max_length=200)
    issued_on = models.DateField("発行日")
    data = models.JSONField()
    segment = models.PositiveIntegerField(null=True)
    as_of = models.DateField("基準日", null=True)
    ledger_seq = models.BigIntegerField(null=True)
    ledger_hash = models.CharField(max_length=64, blank=True)
    cause = models.OneToOneField(ActRecord, models.PROTECT, null=True, related_name="paper")
    made_by = models.ForeignKey(ActRecord, models.PROTECT, related_name="papers")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "segment", "as_of", "ledger_seq"],
                condition=Q(cause__isnull=True),
                name="statement_once_a_ledger_head",
            ),
            models.CheckConstraint(
                condition=Q(ledger_seq__isnull=True) | Q(ledger_seq__gte=0) & ~Q(ledger_hash=""),
                name="paper_names_its_ledger_head",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id"], name="paper_of_subject")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class PaperFile(models.Model):
    """The PDF of a paper as first drawn. Drawing it again must give the same SHA-256."""

    paper = models.OneToOneField(IssuedPaper, models.PROTECT, primary_key=True, related_name="file")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    name = models.CharField(max_length=100, unique=True)
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class LadderStep(models.Model):
    """A step of a reminder ladder, as data: so many days from the due date, and whom to tell."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ladder = models.CharField(max_length=30)
    valid_from = models.DateField()
    step = models.SmallIntegerField()
    roles = models.CharField(max_length=200)
    purpose = models.CharField(max_length=30)
    article = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ladder", "valid_from", "step"], name="ladder_step_once_from_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ladder} {self.step:+d}"


class Reminder(models.Model):
    """That a step of a duty's ladder was told, or passed over because a later one spoke.

    Unique by duty, step and channel: a run that comes twice, late or in two copies tells nobody
    twice.
    """

    class Outcome(models.TextChoices):
        """What became of the step."""

        TOLD = "told", "通知"
        PASSED_OVER = "passed_over", "後の通知に含む"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="reminders")
    step = models.SmallIntegerField()
    channel = models.CharField(max_length=10, default="mail")
    planned_on = models.DateField()
    outcome = models.CharField(max_length=20, choices=Outcome)
    purpose = models.CharField(max_length=30)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["obligation", "step", "channel"], name="step_told_once_a_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.obligation} {self.step:+d}"


class ReminderLine(models.Model):
    """Which duty a notice speaks of. The text is made when it is sent, from duties still open."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="reminder_lines")
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="+")
    step = models.SmallIntegerField()
    purpose = models.CharField(max_length=30)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "obligation"], name="duty_once_a_notice")
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.obligation}"
