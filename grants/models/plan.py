"""認定供給確保計画 as METI notified it (推進法9条6項), its later notices, the yearly check."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from grants.models.policy import Policy
from workflow.machines.plan import PlanMachine
from workflow.models import Organisation, Person


class Plan(PlanMachine):
    """A certified plan, paid from one segment (勘定).

    policy: the text it was certified under; it keeps it for good (附則3). applied_on: the day of
    the application to METI; ends_on: the last day of the plan's period; both null if not notified.
    contents: what the notice says of the items of 推進法9条3項, text by number.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    segment = models.PositiveIntegerField("勘定")
    number = models.CharField("認定番号", max_length=40, unique=True)
    notice_number = models.CharField("通知文書番号", max_length=60, unique=True)
    notice_on = models.DateField("通知日")
    applied_on = models.DateField("認定の申請日", null=True, blank=True)
    certified_on = models.DateField("認定日")
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="plans")
    item = models.CharField("品目", max_length=60)
    title = models.CharField("計画の名称", max_length=200)
    ceiling_yen = models.BigIntegerField("最大助成額")
    ends_on = models.DateField("取組の終了日", null=True, blank=True)
    contents = models.JSONField("計画の内容", default=dict, blank=True)
    is_development_only = models.BooleanField("技術開発のみ", default=False)
    development_starts_on = models.DateField("技術開発の開始日", null=True, blank=True)
    production_started_on = models.DateField("生産開始日", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ceiling_yen__gt=0), name="plan_ceiling_is_positive"),
            models.CheckConstraint(
                condition=Q(is_development_only=False) | Q(development_starts_on__isnull=False),
                name="development_only_plan_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class PlanParty(models.Model):
    """A company certified under a plan; one of them may lead (幹事).

    joined_on: the day it came in by a change; null for those of the first certification.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="plan_parties")
    is_lead = models.BooleanField("幹事", default=False)
    joined_on = models.DateField("加わった日", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "organisation"], name="company_once_a_plan")
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.organisation}"


class PlanNoticeKind(models.TextChoices):
    """What METI told NEDO of a plan after its certification (the certification is the Plan)."""

    CHANGE_APPLIED = "CHANGE_APPLIED", "変更認定の申請"
    CHANGED = "CHANGED", "変更認定"
    MINOR_CHANGE = "MINOR_CHANGE", "軽微な変更の届出"
    CHANGE_ORDERED = "CHANGE_ORDERED", "変更指示"
    REVOKED = "REVOKED", "認定取消し"
    ENDED = "ENDED", "計画の終了"


class PlanNotice(models.Model):
    """A notice received, as it was; content: what it changed (old and new) or says besides."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="notices")
    kind = models.CharField("種別", max_length=20, choices=PlanNoticeKind)
    number = models.CharField("通知文書番号", max_length=60, unique=True)
    notice_on = models.DateField("通知日")
    article = models.CharField("根拠", max_length=100)
    reason = models.TextField("理由", blank=True)
    content = models.JSONField("内容", default=dict)
    received_at = models.DateTimeField("受領")

    class Meta:
        ordering: ClassVar = ["received_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind__in=["CHANGE_ORDERED", "REVOKED"]) | ~Q(reason=""),
                name="order_and_revocation_have_reasons",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class CheckOutcome(models.TextChoices):
    """What the yearly joint check found."""

    CARRIED_OUT = "CARRIED_OUT", "適正に遂行"
    DELAYED = "DELAYED", "遅延"
    NOT_CARRIED_OUT = "NOT_CARRIED_OUT", "遂行されていない"


class PlanCheck(models.Model):
    """The yearly check, together with METI, that a plan is carried out (取組方針4章3節)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="checks")
    year = models.PositiveIntegerField("対象年度")
    checked_on = models.DateField("確認日")
    outcome = models.CharField("結果", max_length=20, choices=CheckOutcome)
    findings = models.TextField("所見")
    meti_reference = models.CharField("経済産業省の担当・文書", max_length=200)
    checked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "year"], name="plan_checked_once_a_year"),
            models.CheckConstraint(
                condition=~Q(findings="") & ~Q(meti_reference=""), name="plan_check_says_with_whom"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.year}年度"
