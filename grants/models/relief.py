"""What lightens or settles a refund order besides payment: waiver, set-off, reduction, return."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from grants.models.payment import Payment
from grants.models.refund import RefundOrder, RefundReceipt
from workflow.models import Organisation, Person


class Waiver(models.Model):
    """免除 of 加算金・延滞金 (19条3項), never of principal: with METI's approval (令9条4項)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(RefundOrder, models.PROTECT, related_name="waivers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    surcharge_yen = models.BigIntegerField("免除する加算金")
    late_yen = models.BigIntegerField("免除する延滞金")
    ground = models.CharField("根拠", max_length=20, default="UNSTATED")
    reason = models.TextField("やむを得ない事情")
    measures = models.TextField("返還を遅延させないためにとった措置")
    meti_approval = models.CharField("経済産業大臣の承認番号", max_length=60, unique=True)
    meti_approved_on = models.DateField("承認日")
    waived_on = models.DateField("免除日")
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(surcharge_yen__gte=0, late_yen__gte=0)
                & ~Q(surcharge_yen=0, late_yen=0),
                name="waiver_waives_something",
            ),
            models.CheckConstraint(
                condition=~Q(drafted_by=F("approved_by")), name="waiver_takes_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} 免除 {self.meti_approval}"


class SetOff(models.Model):
    """相殺 (20条): a payment of one grant pays what another owes; no money moves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    receipt = models.OneToOneField(RefundReceipt, models.PROTECT, related_name="set_off")
    payment = models.OneToOneField(Payment, models.PROTECT, related_name="set_off")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reason = models.TextField("同種の事業であること等の理由")
    set_off_on = models.DateField("相殺日")

    def __str__(self) -> str:
        return f"{self.payment} 相殺"


class OrderReduction(models.Model):
    """An order lowered after an appeal; both worksheets are kept as they were reckoned."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(RefundOrder, models.PROTECT, related_name="reductions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reduced_yen = models.BigIntegerField("減額")
    ruling = models.CharField("裁決・判決", max_length=100)
    reason = models.TextField("理由")
    reduced_on = models.DateField("減額日")
    is_after_fixing = models.BooleanField("額の確定の後", default=False)
    before = models.JSONField("減額前の計算表")
    after = models.JSONField("減額後の計算表")
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(reduced_yen__gt=0), name="reduction_is_positive"),
            models.CheckConstraint(
                condition=~Q(drafted_by=F("approved_by")), name="reduction_takes_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} 減額"


class OverpaymentReturn(models.Model):
    """過誤納金の還付: more was paid than owed, and goes back to the company."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    receipt = models.OneToOneField(RefundReceipt, models.PROTECT, related_name="overpayment_return")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    amount_yen = models.BigIntegerField("還付額")
    value_on = models.DateField("還付日")
    bank_reference = models.CharField("銀行照会番号", max_length=60, unique=True)
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_yen__gt=0), name="return_is_positive"),
            models.CheckConstraint(
                condition=~Q(drafted_by=F("approved_by")), name="return_takes_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt} 還付"
