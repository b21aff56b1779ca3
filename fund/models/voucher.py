"""振替伝票: what accounting puts up to be booked; and receipts that belong elsewhere."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from workflow.models import ActRecord, Person


class StrayReceipt(models.Model):
    """誤入金・不明入金: money that came without its payer, or into the wrong 勘定's account.

    account: what it is in the books of whose it is. taken_by: the act with which a case took it
    out of 2301; from another 勘定's account it is cleared only when the money is here.
    """

    class Kind(models.TextChoices):
        """Whose money it is, and where it came."""

        UNKNOWN = "UNKNOWN", "払込人不明（この勘定の口座に入金）"
        OF_OTHERS = "OF_OTHERS", "他勘定の入金（この勘定の口座に入金）"
        ELSEWHERE = "ELSEWHERE", "この勘定の入金（他勘定の口座に入金）"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    segment = models.PositiveIntegerField("勘定")
    kind = models.CharField("区分", max_length=20, choices=Kind)
    other_segment = models.PositiveIntegerField("相手の勘定", null=True)
    account = models.CharField("科目", max_length=10)
    received_on = models.DateField("入金日")
    amount_yen = models.BigIntegerField("金額")
    bank_reference = models.CharField("銀行照会番号", max_length=60, unique=True)
    payer = models.CharField("振込人の表示", max_length=100)
    cleared_on = models.DateField("整理日", null=True)
    taken_by = models.OneToOneField(ActRecord, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_yen__gt=0), name="stray_is_positive"),
            models.CheckConstraint(
                condition=Q(kind="UNKNOWN", other_segment__isnull=True)
                | (~Q(kind="UNKNOWN") & Q(other_segment__isnull=False)
                   & ~Q(other_segment=F("segment"))),
                name="stray_names_the_other_segment",
            ),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True)
                | Q(kind="UNKNOWN", cleared_on__isnull=False)
                | Q(kind="ELSEWHERE", account="2301"),
                name="stray_taken_was_in_suspense",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.received_on} {self.bank_reference}"


class Voucher(models.Model):
    """振替伝票: drafted by one person, approved by another, paid (where money moves) by a third.

    What it books stands in its draft, line by line: the approval is bound to it by its hash.
    pays: cash moves afterwards, on the bank's line. withdraws: the voucher a withdrawal (取止め) is
    of; approving that one fills in withdrawn_on, and no money moves any more. corrects: the paid
    allocation that this one raises or lowers, never another correction of it.
    """

    class Kind(models.TextChoices):
        """What it is for."""

        ADMIN_COST = "ADMIN_COST", "管理費"
        ALLOCATION = "ALLOCATION", "共通経費の配賦"
        CLEARING = "CLEARING", "誤入金・不明入金の整理"
        CORRECTION = "CORRECTION", "訂正"
        TREASURY = "TREASURY", "国庫納付"
        ALLOWANCE = "ALLOWANCE", "貸倒引当金・貸倒れ"
        WITHIN_A_YEAR = "WITHIN_A_YEAR", "1年内使用見込の振替"
        WITHDRAWAL = "WITHDRAWAL", "取止め"
        ALLOCATION_RAISED = "ALLOCATION_RAISED", "配賦の訂正（増額）"
        ALLOCATION_LOWERED = "ALLOCATION_LOWERED", "配賦の訂正（減額）"
        STRAY_CORRECTED = "STRAY_CORRECTED", "誤入金の科目の訂正"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    segment = models.PositiveIntegerField("勘定")
    number = models.CharField("伝票番号", max_length=20, unique=True)
    kind = models.CharField("種別", max_length=20, choices=Kind)
    amount_yen = models.BigIntegerField("金額")
    reason = models.TextField("摘要")
    pays = models.BooleanField("出納を伴う")
    receipt = models.ForeignKey(StrayReceipt, models.PROTECT, null=True, related_name="vouchers")
    withdraws = models.ForeignKey("self", models.PROTECT, null=True, related_name="withdrawals")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_on = models.DateField("起票日")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField("承認日", null=True)
    returned_on = models.DateField("差戻日", null=True)
    withdrawn_on = models.DateField("取止日", null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled_on = models.DateField("出納日", null=True)
    bank_reference = models.CharField(  # noqa: DJ001  # unique once given
        "銀行照会番号", max_length=60, null=True, unique=True
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_yen__gt=0), name="voucher_is_positive"),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("approved_by")) & ~Q(approved_by=F("settled_by"))
                & ~Q(proposed_by=F("settled_by")),
                name="voucher_takes_three_people",
            ),
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True)
                | Q(pays=True, approved_on__isnull=False, bank_reference__isnull=False),
                name="voucher_approved_before_paid",
            ),
            models.CheckConstraint(
                condition=Q(kind="WITHDRAWAL", withdraws__isnull=False, pays=False)
                | (~Q(kind="WITHDRAWAL") & Q(withdraws__isnull=True)),
                name="voucher_withdrawal_names_its_voucher",
            ),
            models.UniqueConstraint(
                fields=["withdraws"], condition=Q(returned_on__isnull=True),
                name="voucher_withdrawn_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True)
                | Q(pays=True, approved_on__isnull=False, settled_on__isnull=True),
                name="voucher_withdrawn_is_not_paid",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["ALLOCATION_RAISED", "ALLOCATION_LOWERED"],
                            corrects__isnull=False, pays=True)
                | (~Q(kind__in=["ALLOCATION_RAISED", "ALLOCATION_LOWERED"])
                   & Q(corrects__isnull=True)),
                name="voucher_correction_names_its_allocation",
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(returned_on__isnull=True, withdrawn_on__isnull=True,
                            settled_on__isnull=True),
                name="voucher_corrected_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(kind="STRAY_CORRECTED") | Q(receipt__isnull=False, pays=False),
                name="stray_correction_names_its_receipt",
            ),
            models.UniqueConstraint(
                fields=["receipt"],
                condition=Q(kind="STRAY_CORRECTED", approved_on__isnull=True,
                            returned_on__isnull=True),
                name="stray_corrected_one_at_a_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"

    @property
    def stage(self) -> str:
        """How far it has come, in one word."""
        if self.settled_on:
            return "出納済"
        if self.withdrawn_on:
            return "取止め"
        if self.approved_on:
            return "出納待ち" if self.pays else "記帳済"
        return "差戻し" if self.returned_on else "決裁待ち"
