"""Reports of recipients: the form as data, the drafts, what was filed, and what was sent back."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from grants.models import Grant, Plan
from workflow.machines.report import ReportMachine
from workflow.models import Evidence, Organisation, Person


class ReportForm(models.Model):
    """A version of a report's form, as data. A report keeps the version it was begun under."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("種別", max_length=40)
    valid_from = models.DateField("適用日")
    title = models.CharField("名称", max_length=100)
    article = models.CharField("根拠", max_length=100)
    content = models.JSONField("様式")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="form_once_from_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.valid_from}）"


class Report(ReportMachine):
    """What a company answers to a duty; the duty is found by subject, kind and period.

    So an extension, which replaces the duty's row, does not part the two. After a succession the
    successor answers with a report of its own. grant null: a report on the plan. previous: the
    report filed last of the same kind. version: the draft that stands.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="reports")
    kind = models.CharField("種別", max_length=40)
    period_key = models.CharField(max_length=40, blank=True)
    title = models.CharField("件名", max_length=200)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reports")
    grant = models.ForeignKey(
        Grant, models.PROTECT, null=True, blank=True, related_name="period_reports"
    )
    form = models.ForeignKey(ReportForm, models.PROTECT, related_name="+")
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField("版", default=0)
    repair_until = models.DateField("補正の期限", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_id", "kind", "period_key", "organisation"],
                name="report_once_a_period",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_handed_over(self) -> bool:
        """Whether its case belongs to another company now, which the first one no longer sees."""
        if self.grant_id is None:
            return False
        holds = Grant.objects.filter(pk=self.grant_id, organisation=self.organisation_id)
        return not holds.exists()


class ReportDraft(models.Model):
    """The answers as somebody saved them, as typed; never changed.

    number null: set aside, because somebody else had changed the same fields since `base`.
    settles: the draft set aside that this one has taken in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="drafts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("版", null=True, blank=True)
    base = models.PositiveIntegerField("元の版")
    answers = models.JSONField()
    settles = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="settled_by"
    )
    saved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="draft_number_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gt=F("base")),
                name="draft_follows_its_base",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} 第{self.number or '―'}版"


class ReportFile(models.Model):
    """A file attached to a report. Taken out before filing, its row says when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="files")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="report_file")
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.report} {self.evidence}"


class Filing(models.Model):
    """A report as it arrived: these answers, these files, at this moment; stands as written.

    due_on: the duty's date on the day of arrival. files: name, size in bytes and SHA-256 of each.
    content_sha256: of the answers as canonical JSON.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="filings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("回")
    draft = models.ForeignKey(ReportDraft, models.PROTECT, related_name="+")
    received_at = models.DateTimeField("到達")
    due_on = models.DateField("期限", null=True, blank=True)
    is_late = models.BooleanField("期限後")
    files = models.JSONField()
    content_sha256 = models.BinaryField(max_length=32)
    released_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="filing_number_once"),
            models.CheckConstraint(
                condition=Q(is_late=False) | Q(due_on__isnull=False), name="late_filing_had_a_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} 第{self.number}回提出"


class ReportReturn(models.Model):
    """補正の依頼: the reason, comments on single questions, and until when. Stands as written."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    filing = models.OneToOneField(Filing, models.PROTECT, related_name="sent_back")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reason = models.TextField("理由")
    comments = models.JSONField("項目ごとの指摘", default=dict)
    repair_until = models.DateField("補正の期限")
    returned_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    returned_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="return_says_why")
        ]

    def __str__(self) -> str:
        return f"{self.filing} 補正依頼"
