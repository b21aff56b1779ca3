"""How the fund is filled."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


class Endowment(models.Model):
    """A receipt of the State's subsidy that fills the fund (機構法16条の6). Whole yen.

    METI's notice may be paid in several receipts; each is a line of the bank.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    segment = models.PositiveIntegerField("勘定")
    notice_number = models.CharField("通知文書番号", max_length=60)
    notice_on = models.DateField("通知日")
    received_on = models.DateField("受入日")
    budget_year = models.PositiveIntegerField("予算年度")
    amount_yen = models.BigIntegerField("受入額")
    bank_reference = models.CharField("銀行照会番号", max_length=60, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_yen__gt=0), name="endowment_is_positive")
        ]

    def __str__(self) -> str:
        return f"{self.notice_number} {self.received_on}"
