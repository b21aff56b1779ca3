"""Cancellations with their ground, refund orders with their lots, and what came back."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from grants.models.grant import Grant
from grants.models.payment import Payment
from grants.refund_terms import Ground
from workflow.calendar import day_text
from workflow.machines.refund import RefundMachine
from workflow.models import Organisation, Person

GROUNDS = [(ground.value, ground.label) for ground in Ground]


class Cancellation(models.Model):
    """取消し of all or part of a decision. cancelled_yen leaves the decision."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="cancellations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    ground = models.CharField("根拠", max_length=10, choices=GROUNDS)
    is_whole = models.BooleanField("全部取消し")
    cancelled_yen = models.BigIntegerField("取消額")
    refund_yen = models.BigIntegerField("返還を命ずべき額")
    reason = models.TextField("理由")
    circumstance = models.CharField("10条の事情（施行令5条）", max_length=20, blank=True)
    cancelled_on = models.DateField("取消日")
    is_after_fixing = models.BooleanField("額の確定の後")
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(drafted_by=F("approved_by")), name="drafter_is_not_canceller"
            ),
            models.CheckConstraint(
                condition=Q(
                    cancelled_yen__gt=0, refund_yen__gte=0, refund_yen__lte=F("cancelled_yen")
                ),
                name="cancelled_sums_fit",
            ),
            models.CheckConstraint(
                condition=Q(ground__in=["ART17_1", "ART10"]) & ~Q(reason=""),
                name="cancellation_has_ground_and_reason",
            ),
            models.CheckConstraint(
                condition=~Q(ground="ART10", circumstance=""),
                name="article_10_names_its_circumstance",
            ),
            models.CheckConstraint(
                condition=~Q(ground="ART10", is_after_fixing=True),
                name="article_10_ends_at_fixing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.number} 取消し {day_text(self.cancelled_on)}"


class ExtraCostGrant(models.Model):
    """特別に必要となった経費 (10条3項, 施行令6条): granted after a cancellation under 10条1項.

    lines: item, cost, rate, and part of the grant of each.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="extra_costs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    lines = models.JSONField("経費")
    granted_yen = models.BigIntegerField("交付する額")
    reason = models.TextField("理由")
    granted_on = models.DateField("決定日")
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(granted_yen__gt=0), name="extra_cost_is_positive"),
            models.CheckConstraint(
                condition=~Q(drafted_by=F("approved_by")), name="extra_cost_takes_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.number} 特別経費 {day_text(self.granted_on)}"


class RefundOrder(RefundMachine):
    """返還命令. due_on is effective as stored and never rolled again. Sums in yen.

    from_advance_yen: the part of the principal that is still an advance (前払金).
    surcharge_yen and late_yen: as billed; null before 加算金・延滞金納付通知.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="refund_orders")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    cancellation = models.OneToOneField(
        Cancellation, models.PROTECT, null=True, blank=True, related_name="refund_order"
    )
    number = models.PositiveSmallIntegerField("回")
    ground = models.CharField("根拠", max_length=10, choices=GROUNDS)
    reason = models.TextField("理由")
    ordered_on = models.DateField("命令日")
    due_on = models.DateField("納期日")
    principal_yen = models.BigIntegerField("返還額")
    from_advance_yen = models.BigIntegerField("うち概算払分")
    surcharge_yen = models.BigIntegerField("加算金", null=True, blank=True)
    late_yen = models.BigIntegerField("延滞金", null=True, blank=True)
    billed_on = models.DateField("納付通知日", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="refund_number_once"),
            models.CheckConstraint(
                condition=Q(
                    principal_yen__gt=0,
                    from_advance_yen__gte=0,
                    from_advance_yen__lte=F("principal_yen"),
                ),
                name="refund_sums_fit",
            ),
            models.CheckConstraint(
                condition=Q(surcharge_yen__isnull=True)
                | Q(surcharge_yen=0)
                | Q(ground="ART17_1", surcharge_yen__gt=0),
                name="surcharge_only_on_article_17_1",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("ordered_on")), name="refund_due_after_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.number} 返還命令 第{self.number}号"


class RefundLot(models.Model):
    """Part of a receipt that an order takes back, latest receipts first (令10条1項)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(RefundOrder, models.PROTECT, related_name="lots")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="lots")
    received_on = models.DateField("受領日")
    amount_yen = models.BigIntegerField("金額")

    class Meta:
        ordering: ClassVar = ["received_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "payment"], name="receipt_once_an_order"),
            models.CheckConstraint(condition=Q(amount_yen__gt=0), name="lot_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.received_on}"


class RefundReceipt(models.Model):
    """Money that came back, split by 令10条2項: principal, 加算金, 延滞金, the rest 過誤納金.

    recovered_yen: what came in on principal that had been written off; no principal of the ledger.
    reduction: principal paid earlier that an order lowered on appeal no longer asks for. Such a
    row brings no money: it says what that money pays instead, and which charges paid (below zero)
    have become 過誤納金 with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(RefundOrder, models.PROTECT, related_name="receipts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    received_on = models.DateField("納付日")
    amount_yen = models.BigIntegerField("納付額")
    principal_yen = models.BigIntegerField("元本充当")
    surcharge_yen = models.BigIntegerField("加算金充当")
    late_yen = models.BigIntegerField("延滞金充当")
    overpaid_yen = models.BigIntegerField("過誤納")
    recovered_yen = models.BigIntegerField("貸倒れの回収", default=0)
    bank_reference = models.CharField("銀行照会番号", max_length=60, unique=True)
    reduction = models.OneToOneField(
        "OrderReduction", models.PROTECT, null=True, blank=True, related_name="reallocation"
    )

    class Meta:
        ordering: ClassVar = ["received_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    amount_yen=F("principal_yen")
                    + F("surcharge_yen")
                    + F("late_yen")
                    + F("overpaid_yen")
                    + F("recovered_yen"),
                    principal_yen__gte=0,
                    recovered_yen__gte=0,
                    overpaid_yen__gte=0,
                    amount_yen__gt=0,
                ),
                name="receipt_is_fully_allocated",
            ),
            models.CheckConstraint(
                condition=Q(reduction__isnull=False) | Q(surcharge_yen__gte=0, late_yen__gte=0),
                name="money_takes_no_charge_back",
            ),
            models.CheckConstraint(
                condition=Q(reduction__isnull=True) | Q(principal_yen=0),
                name="reallocation_pays_no_principal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.received_on} {self.amount_yen}"
