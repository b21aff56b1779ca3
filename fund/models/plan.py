"""事業計画・収支計画 of a year."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


class FundPlan(models.Model):
    """The plan of a fiscal year as filed with METI; a revision is a new version. Whole yen.

    decisions_yen is the 事業計画 (what is to be decided); the others are the 収支計画 (cash).
    costs_to_end_yen: what the business and its administration will cost to the fund's end, as
    estimated then; null where nothing was estimated.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    segment = models.PositiveIntegerField("勘定")
    year = models.PositiveIntegerField("年度")
    version = models.PositiveIntegerField("版")
    number = models.CharField("文書番号", max_length=60, unique=True)
    filed_on = models.DateField("提出日")
    outline = models.TextField("事業の概要")
    decisions_yen = models.BigIntegerField("交付決定の予定額")
    subsidy_yen = models.BigIntegerField("国からの補助金の受入れ")
    income_yen = models.BigIntegerField("運用収入")
    returns_yen = models.BigIntegerField("返還金・加算金等の収入")
    grants_yen = models.BigIntegerField("助成金の支払")
    admin_yen = models.BigIntegerField("管理費の支払")
    treasury_yen = models.BigIntegerField("国庫への納付")
    costs_to_end_yen = models.BigIntegerField("終了までの事業費及び管理費の見込み", null=True)
    confirmed_on = models.DateField("経済産業大臣の確認日", null=True)
    confirmation_number = models.CharField("確認の文書番号", max_length=60, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["segment", "year", "version"], name="fund_plan_version_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    decisions_yen__gte=0, subsidy_yen__gte=0, income_yen__gte=0,
                    returns_yen__gte=0, grants_yen__gte=0, admin_yen__gte=0, treasury_yen__gte=0,
                ),
                name="fund_plan_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(costs_to_end_yen__isnull=True) | Q(costs_to_end_yen__gt=0),
                name="costs_to_the_end_are_positive",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on__isnull=True, confirmation_number="")
                | (Q(confirmed_on__isnull=False) & ~Q(confirmation_number="")),
                name="fund_plan_confirmation_says_how",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.year}年度 第{self.version}版"
