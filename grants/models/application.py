"""交付申請書: drafts as typed, versions as kept, files attached, and the yearly split of costs."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from grants.models.grant import BudgetLine, Grant
from workflow.models import Evidence, Organisation, Person


class ApplicationDraft(models.Model):
    """What a company has typed so far, unfinished. revision: one more at each save.

    form_version: of the day it was begun; it stays. grant: the case it has become.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    form_version = models.DateField("様式の版")
    revision = models.PositiveIntegerField("版")
    answers = models.JSONField()
    saved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField("保存")
    grant = models.OneToOneField(
        Grant, models.PROTECT, null=True, blank=True, related_name="application_draft"
    )

    def __str__(self) -> str:
        return f"{self.answers.get('title') or '（無題）'} 第{self.revision}版"


class ApplicationVersion(models.Model):
    """An application as it was kept or repaired; never changed. content: everything it said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="application_versions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField("版")
    content = models.JSONField()
    saved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    saved_by_name = models.CharField(max_length=100)
    saved_at = models.DateTimeField("保存")

    class Meta:
        ordering: ClassVar = ["version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "version"], name="application_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.grant.number} 申請書 第{self.version}版"


class ApplicationFile(models.Model):
    """A file attached to an application: to the draft it is typed in, then to the case it became.

    Which version it was filed with is said by the version. Taken out, its row says when.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    draft = models.ForeignKey(
        ApplicationDraft, models.PROTECT, null=True, blank=True, related_name="files"
    )
    grant = models.ForeignKey(
        Grant, models.PROTECT, null=True, blank=True, related_name="application_files"
    )
    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="application_file")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["evidence__uploaded_at", "evidence_id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(draft__isnull=False) | Q(grant__isnull=False),
                name="file_belongs_to_an_application",
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence}"


class BudgetYear(models.Model):
    """The part of a cost line that falls into a fiscal year, as applied for, in whole yen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(BudgetLine, models.CASCADE, related_name="years")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    fiscal_year = models.PositiveIntegerField("年度")
    eligible_yen = models.BigIntegerField("対象費用")

    class Meta:
        ordering: ClassVar = ["fiscal_year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "fiscal_year"], name="line_year_once"),
            models.CheckConstraint(
                condition=Q(eligible_yen__gte=0), name="year_cost_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.fiscal_year}年度"
