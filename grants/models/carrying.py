"""While a case is carried out: orders with reasons, trouble reported, changes, abolition."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from grants.models.grant import Grant
from workflow.calendar import day_text
from workflow.models import Organisation, Person


class OrderKind(models.TextChoices):
    """Which order NEDO gave, with its article."""

    COMPLIANCE = "COMPLIANCE", "遂行命令（13条1項）"
    SUSPENSION = "SUSPENSION", "一時停止命令（13条2項）"
    CORRECTION = "CORRECTION", "是正命令（16条1項）"


class ConductOrder(models.Model):
    """遂行命令, 一時停止命令 or 是正命令. Reasons must be shown (21条の2)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="orders")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField("命令", max_length=20, choices=OrderKind)
    reason = models.TextField("理由")
    demand = models.TextField("命ずる内容")
    ordered_on = models.DateField("命令日")
    remedy_due_on = models.DateField("是正の期限")
    ordered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(demand=""), name="order_shows_reasons"
            ),
            models.CheckConstraint(
                condition=Q(remedy_due_on__gte=F("ordered_on")), name="remedy_due_after_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.number} {self.get_kind_display()} {self.ordered_on}"


class TroubleReport(models.Model):
    """遅延・事故報告 (7条1項5号): arrives when recorded; answered by an instruction."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="trouble_reports")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    occurred_on = models.DateField("発生日")
    contents = models.TextField("内容")
    cause = models.TextField("原因")
    measures = models.TextField("今後の措置")
    expected_end_on = models.DateField("完了見込日")
    received_at = models.DateTimeField("到達")

    def __str__(self) -> str:
        return f"{self.grant.number} 事故・遅延報告 {day_text(self.occurred_on)}"


class TroubleInstruction(models.Model):
    """指示書: what NEDO instructs the company to do about a delay or an accident (7条1項5号)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="trouble_instructions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    trouble = models.ForeignKey(TroubleReport, models.PROTECT, related_name="instructions")
    number = models.PositiveSmallIntegerField("号")
    demand = models.TextField("指示の内容")
    due_on = models.DateField("期限")
    instructed_on = models.DateField("指示日")
    instructed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="instruction_number_once"),
            models.CheckConstraint(condition=~Q(demand=""), name="instruction_says_what"),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("instructed_on")), name="instruction_leaves_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.number} 指示 第{self.number}号"


class GrantChange(models.Model):
    """計画変更: approved (7条1項1号・3号) or, if minor, notified. before and after: redline.

    refund_yen: the part already paid beyond the new amount, ordered back in the same approval.
    plan_notice, within_plan: on what other contents rest (推進法10条1項): METI's notice, or the
    place of the certified plan that covers them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="changes")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("回")
    is_minor = models.BooleanField("届出（軽微な変更）")
    reason = models.TextField("理由")
    before = models.JSONField("変更前")
    after = models.JSONField("変更後")
    refund_yen = models.BigIntegerField("返還額", default=0)
    plan_notice = models.CharField("変更認定等の通知文書番号", max_length=60, blank=True)
    within_plan = models.TextField("認定計画の該当箇所", blank=True)
    changed_on = models.DateField("変更日")
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="change_number_once"),
            models.CheckConstraint(
                condition=~Q(drafted_by=F("approved_by")), name="change_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(refund_yen__gte=0) & (Q(is_minor=False) | Q(refund_yen=0)),
                name="minor_change_moves_no_money",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.number} 変更 第{self.number}回"


class ChangeRequest(models.Model):
    """計画変更承認申請書: what the company asks the case to become. It stands as filed.

    eligible_yen: the eligible cost of each line, in their order.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="change_requests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("回")
    purpose = models.TextField("目的及び内容")
    ends_on = models.DateField("完了予定日")
    eligible_yen = models.JSONField("費目別の対象費用")
    reason = models.TextField("理由")
    filed_at = models.DateTimeField("到達")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="change_request_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.grant.number} 変更申請 第{self.number}回"


class BodyChange(models.Model):
    """代表者・住所・名称の変更届: notified by the company, in force once NEDO received it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="body_changes")
    before = models.JSONField("変更前")
    after = models.JSONField("変更後")
    changed_on = models.DateField("変更日")
    evidence = models.CharField("確認書類", max_length=200)
    filed_at = models.DateTimeField("到達")
    accepted_on = models.DateField("受理日", null=True, blank=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(accepted_on__isnull=True, accepted_by__isnull=True)
                | Q(accepted_on__isnull=False, accepted_by__isnull=False),
                name="accepted_notice_says_by_whom",
            )
        ]

    def __str__(self) -> str:
        return f"{self.grant.number} 変更届 {day_text(self.changed_on)}"

    @property
    def sides(self) -> list[tuple[str, str, str, bool]]:
        """Label, before, after and whether they differ."""
        labels = {"name": "名称", "address": "所在地", "representative": "代表者"}
        return [
            (label, self.before[key], self.after[key], self.before[key] != self.after[key])
            for key, label in labels.items()
        ]
