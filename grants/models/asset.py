"""The register of acquired assets, and money due from them or after the project, no surcharge."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from grants.models.grant import Grant
from workflow.machines.asset import AssetMachine
from workflow.machines.demand import DemandMachine
from workflow.models import Obligation, Organisation, Person


class AssetClass(models.TextChoices):
    """Class of the asset; its useful life is a row of the law by the money's budget year."""

    BUILDING = "building", "建物"
    MACHINERY = "machinery", "機械及び装置"
    SOFTWARE = "software", "ソフトウェア"


class Asset(AssetMachine):
    """取得財産等管理台帳の一行. granted_yen: the part of the price that the grant paid."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="assets")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("番号")
    kind = models.CharField("区分", max_length=20, choices=AssetClass)
    name = models.CharField("財産名", max_length=200)
    specification = models.CharField("規格", max_length=200, blank=True)
    quantity = models.PositiveIntegerField("数量")
    unit_yen = models.BigIntegerField("単価（税抜）")
    granted_yen = models.BigIntegerField("助成金相当額")
    acquired_on = models.DateField("取得年月日")
    place = models.CharField("保管場所", max_length=200)
    life_years = models.PositiveSmallIntegerField("耐用年数")
    restricted_until = models.DateField("処分制限期間の満了日")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="asset_number_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, unit_yen__gt=0, granted_yen__gte=0)
                & Q(granted_yen__lte=F("unit_yen") * F("quantity")),
                name="asset_sums_fit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.number} 財産{self.number} {self.name}"


class Disposal(models.Model):
    """財産処分の承認申請 and what is to be paid for it (22条, 通達)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="disposals")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    method = models.CharField("処分の方法", max_length=40)
    partner = models.CharField("相手方", max_length=200, blank=True)
    reason = models.TextField("理由")
    price_yen = models.BigIntegerField("譲渡額")
    dispose_on = models.DateField("処分予定日")
    requested_at = models.DateTimeField("到達")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(price_yen__gte=0), name="price_is_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.asset} {self.method}"


class Demand(DemandMachine):
    """納付の請求 that bears no 加算金 (7条2項, 22条, conditions of the grant).

    report: the duty met by the accepted report it is reckoned from; one demand a report.
    """

    class Kind(models.TextChoices):
        """Why money comes back."""

        DISPOSAL = "DISPOSAL", "財産処分に係る納付"
        PROFIT = "PROFIT", "収益納付"
        CTAX = "CTAX", "消費税仕入控除税額の返還"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="demands")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField("種別", max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField("回")
    amount_yen = models.BigIntegerField("納付額")
    reckoning = models.JSONField("計算")
    report = models.OneToOneField(
        Obligation, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="根拠の報告",
    )  # fmt: skip
    demanded_on = models.DateField("請求日")
    due_on = models.DateField("納付期限")
    paid_on = models.DateField("納付日", null=True, blank=True)
    bank_reference = models.CharField("銀行照会番号", max_length=60, blank=True)
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="demand_number_once"),
            models.CheckConstraint(condition=Q(amount_yen__gt=0), name="demand_is_positive"),
            models.CheckConstraint(
                condition=~Q(drafted_by=F("approved_by")), name="demand_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state="DEMANDED", paid_on__isnull=True)
                | (Q(state="PAID", paid_on__isnull=False) & ~Q(bank_reference="")),
                name="paid_demand_says_when",
            ),
            models.UniqueConstraint(
                fields=["bank_reference"],
                condition=~Q(bank_reference=""),
                name="bank_line_pays_one_demand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.number} {self.get_kind_display()} 第{self.number}回"
