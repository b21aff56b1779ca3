"""Law as data: effective-dated rules, closed days, number series, and the machines' legal moves."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


class LegalRule(models.Model):
    """One parameter of the law or of NEDO's rules, from a day on, until the next row's day.

    value: text read by its kind (yen, fraction, days, due rule, text). A case uses the row
    that was in force when it began. confidence: certain, probable or to check.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=60)
    valid_from = models.DateField()
    value = models.CharField(max_length=300)
    title = models.CharField(max_length=200)
    article = models.CharField(max_length=200)
    confidence = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="rule_once_from_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"


class StateMove(models.Model):
    """A legal move of a machine, generated from its transitions; a trigger refuses all others.

    source is empty for the state in which a row may be inserted.
    """

    id = models.BigAutoField(primary_key=True)
    machine = models.CharField(max_length=60)
    source = models.CharField(max_length=30, blank=True)
    target = models.CharField(max_length=30)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["machine", "source", "target"], name="move_once")
        ]

    def __str__(self) -> str:
        return f"{self.machine}: {self.source}→{self.target}"


class ClosedDay(models.Model):
    """A national holiday, or a day NEDO or the banks close besides. Weekends need no row."""

    day = models.DateField(primary_key=True)
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Closing(models.TextChoices):
    """Who is closed on a day."""

    ALL = "all", "NEDO・銀行とも休業"
    OFFICE = "office", "NEDOのみ休業"
    BANK = "bank", "銀行のみ休業"
    NOBODY = "nobody", "営業日とする"


class ClosedDayChange(models.Model):
    """A day that NEDO closes besides, or that a later law makes or unmakes a holiday.

    The newest row of a day goes before the table of holidays and the turn of the year.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = models.DateField("日")
    name = models.CharField("名称", max_length=100)
    closing = models.CharField("区分", max_length=10, choices=Closing)
    article = models.CharField("根拠", max_length=200)
    changed_at = models.DateTimeField("記録")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(article=""), name="closed_day_change_says_why")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Series(models.Model):
    """The last number given in a series of cases or papers; written by next_number() only."""

    name = models.CharField(primary_key=True, max_length=60)
    last_number = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name
