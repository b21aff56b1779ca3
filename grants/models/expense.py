"""What the company spent, expense by expense, each with the six documents that prove it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from grants.evidence_match import LABELS
from grants.models.grant import BudgetLine, Grant
from workflow.models import Organisation


class Expense(models.Model):
    """One expense of a cost item, in yen without consumption tax. It stands as filed.

    replaces: the expense it corrects, which counts no longer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="expenses")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="expenses")
    number = models.PositiveIntegerField("証拠番号")
    title = models.CharField("品名", max_length=200)
    supplier = models.CharField("支払先", max_length=200)
    claimed_yen = models.BigIntegerField("申告額（税抜）")
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    filed_at = models.DateTimeField("到達")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="expense_number_once"),
            models.CheckConstraint(condition=Q(claimed_yen__gt=0), name="expense_is_positive"),
        ]

    def __str__(self) -> str:
        return f"証拠{self.number} {self.title}"


class ExpenseDocument(models.Model):
    """One of the six documents of an expense. reference: its number, or the page of the file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    expense = models.ForeignKey(Expense, models.PROTECT, related_name="documents")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField("書類", max_length=12, choices=LABELS.items())
    issued_on = models.DateField("日付")
    amount_yen = models.BigIntegerField("金額（税抜）")
    reference = models.CharField("文書番号又は頁", max_length=100)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["expense", "kind"], name="document_once_an_expense"),
            models.CheckConstraint(condition=Q(amount_yen__gt=0), name="document_is_over_a_sum"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.issued_on}"
