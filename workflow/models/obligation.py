"""A dated duty of a recipient or of NEDO, with the explanation of its date."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from workflow.models.person import Organisation
from workflow.models.record import ActRecord


class Obligation(models.Model):
    """Made by an act, met or replaced by an act; the old date stays visible.

    organisation: whose case it is about (row-level security); who owes it, its kind says.
    due_on = base_on + rule, moved by shift; all three are stored as they were applied. rule_code:
    the rule as `workflow.calendar.due_text` writes it; empty for a day that a person named.
    """

    class Status(models.TextChoices):
        """What became of the duty."""

        OPEN = "open", "未了"
        MET = "met", "履行済"
        SUPERSEDED = "superseded", "期限変更"
        CANCELLED = "cancelled", "不要"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("種別", max_length=40)
    title = models.CharField("内容", max_length=200)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    period_key = models.CharField(max_length=40, blank=True)
    base_on = models.DateField("起算の基準日")
    due_on = models.DateField("期限")
    rule = models.CharField("期限の定め", max_length=200)
    rule_code = models.CharField(max_length=120, blank=True)
    shift = models.CharField("休日による移動", max_length=200, blank=True)
    article = models.CharField("根拠", max_length=100)
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    met_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(ActRecord, models.PROTECT, related_name="obligations_made")
    ended_by = models.ForeignKey(
        ActRecord, models.PROTECT, null=True, blank=True, related_name="obligations_ended"
    )
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_id", "kind", "period_key"],
                condition=Q(status__in=["open", "met"]),
                name="duty_once_a_period",
            ),
            models.CheckConstraint(
                condition=Q(status="met", met_on__isnull=False)
                | (~Q(status="met") & Q(met_on__isnull=True)),
                name="met_duty_says_when",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["status", "due_on"], name="duty_by_due_date")]

    def __str__(self) -> str:
        return f"{self.title} {self.due_on}"

    def days_late(self, today: date) -> int:
        """How many days after the due date it was met, or is still open today; 0 when in time.

        0 too for one that binds nobody any more: cancelled, or replaced by one of another date.
        """
        if self.status in {self.Status.CANCELLED, self.Status.SUPERSEDED}:
            return 0
        until = self.met_on if self.status == self.Status.MET else today
        assert until is not None, "met_duty_says_when"
        return max((until - self.due_on).days, 0)


class DutyKind(models.Model):
    """How a kind of duty is treated from a day on, as data.

    owner: who is bound by it. ladder: which reminders go out. met_by: the acts that can meet it, by
    name, between spaces. is_report: a company's paper, shown on the board. is_extendable: NEDO set
    the date, so NEDO may put it off; a date of the law stands.
    """

    class Owner(models.TextChoices):
        """Who is bound."""

        COMPANY = "company", "事業者"
        NEDO = "nedo", "NEDO"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    valid_from = models.DateField()
    title = models.CharField(max_length=100)
    owner = models.CharField(max_length=10, choices=Owner)
    ladder = models.CharField(max_length=30)
    met_by = models.CharField(max_length=200)
    is_report = models.BooleanField()
    is_extendable = models.BooleanField()
    article = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "valid_from"], name="duty_kind_once_from_a_day")
        ]

    def __str__(self) -> str:
        return self.title


class DutyYear(models.Model):
    """A fiscal year of a 勘定 whose yearly duties were written: each year once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    segment = models.PositiveIntegerField("勘定")
    year = models.PositiveIntegerField("年度")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["segment", "year"], name="duties_of_a_year_once")
        ]

    def __str__(self) -> str:
        return f"{self.year}年度の定例の義務"
