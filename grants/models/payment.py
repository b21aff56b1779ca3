"""Payments: instructions with one identity, confirmed by the bank's date."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from grants.models.grant import Grant
from workflow.machines.payment import PaymentMachine
from workflow.models import Organisation, Person


class PaymentKind(models.TextChoices):
    """概算払 before 額の確定, 精算払 after it."""

    ADVANCE = "ADVANCE", "概算払"
    FINAL = "FINAL", "精算払"


class Payment(PaymentMachine):
    """One payment. value_on: the day the money reached the recipient's account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="payments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField("種別", max_length=10, choices=PaymentKind)
    number = models.PositiveSmallIntegerField("回")
    amount_yen = models.BigIntegerField("金額")
    claimed_on = models.DateField("請求日")
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    pay_on = models.DateField("支払予定日", null=True, blank=True)
    value_on = models.DateField("支払日", null=True, blank=True)
    bank_reference = models.CharField("銀行照会番号", max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="payment_number_once"),
            models.CheckConstraint(condition=Q(amount_yen__gt=0), name="payment_is_positive"),
            models.CheckConstraint(
                condition=~Q(checked_by=F("approved_by")), name="checker_is_not_payment_approver"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["APPROVED", "FILE_SENT", "CONFIRMED"])
                | Q(checked_by__isnull=False, approved_by__isnull=False),
                name="approved_payment_names_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="CONFIRMED")
                | (Q(value_on__isnull=False) & ~Q(bank_reference="")),
                name="confirmed_payment_has_a_bank_date",
            ),
            models.UniqueConstraint(
                fields=["bank_reference"],
                condition=~Q(bank_reference=""),
                name="bank_line_pays_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.number} {self.get_kind_display()} 第{self.number}回"
