"""Inspections: their plan, their record by cost line and expense, findings with remedies."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from grants.models.expense import Expense
from grants.models.grant import BudgetLine, Grant
from workflow.models import Organisation, Person


class InspectionKind(models.TextChoices):
    """中間検査 before an advance, 確定検査 before 額の確定."""

    INTERIM = "INTERIM", "中間検査"
    FINAL = "FINAL", "確定検査"


class CompletionReport(models.Model):
    """実績報告 (14条): what was carried out. One stays valid; a corrected one follows it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="completion_reports")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    completed_on = models.DateField("完了日")
    results = models.TextField("実施内容及び成果")
    costs = models.JSONField("費目別実績額")
    received_at = models.DateTimeField("到達")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "version"], name="report_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.grant} 実績報告 第{self.version}版"


class InspectionPlan(models.Model):
    """検査計画, as approved: when, where, and how much is examined in full.

    sample_from_yen: expenses from this sum on are all examined; of the others the share
    sample_numerator / sample_denominator.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="inspection_plans")
    kind = models.CharField("種別", max_length=10, choices=InspectionKind)
    number = models.PositiveSmallIntegerField("番号")
    planned_on = models.DateField("検査予定日")
    place = models.CharField("場所", max_length=200)
    sample_from_yen = models.BigIntegerField("全件を検査する額")
    sample_numerator = models.PositiveIntegerField()
    sample_denominator = models.PositiveIntegerField()
    approved_on = models.DateField("承認日")
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="inspection_plan_number_once"),
            models.CheckConstraint(
                condition=~Q(drafted_by=F("approved_by")), name="inspection_plan_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(
                    sample_from_yen__gte=0,
                    sample_denominator__gt=0,
                    sample_numerator__lte=F("sample_denominator"),
                ),
                name="sample_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"検査計画 第{self.number}号（{self.get_kind_display()}）"


class PlannedInspector(models.Model):
    """Who inspects. officer is copied: the database refuses the case's officer as inspector."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(InspectionPlan, models.PROTECT, related_name="inspectors")
    inspector = models.ForeignKey(Person, models.PROTECT, related_name="+")
    officer = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "inspector"], name="inspector_once_a_plan"),
            models.CheckConstraint(
                condition=~Q(inspector=F("officer")), name="planned_inspector_is_not_case_officer"
            ),
        ]

    def __str__(self) -> str:
        return str(self.inspector)


class Inspection(models.Model):
    """検査調書. officer is copied so that the database refuses an inspector inspecting own case.

    plan and inspector together are one of the planned inspectors (foreign key in SQL).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="inspections")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField("種別", max_length=10, choices=InspectionKind)
    number = models.PositiveSmallIntegerField("回")
    inspected_on = models.DateField("検査日")
    place = models.CharField("場所", max_length=200)
    findings = models.TextField("所見", blank=True)
    plan = models.OneToOneField(
        InspectionPlan, models.PROTECT, null=True, blank=True, related_name="inspection"
    )
    card_number = models.CharField("検査員の証票番号", max_length=40, blank=True)
    witness = models.CharField("立会者", max_length=200, blank=True)
    books = models.CharField("確認した帳票", max_length=300, blank=True)
    assets_seen = models.CharField("現物を確認した財産（台帳番号）", max_length=200, blank=True)
    inspector = models.ForeignKey(Person, models.PROTECT, related_name="+")
    officer = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "number"], name="inspection_number_once"),
            models.CheckConstraint(
                condition=~Q(inspector=F("officer")), name="inspector_is_not_case_officer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.inspected_on}"


class InspectionLine(models.Model):
    """Per cost item, cumulative since the start: claimed, evidenced, admitted, and why not more.

    evidenced_yen: what the six documents of its expenses prove. reason_code: a code of the
    family disallowed_cost in the law's rows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="lines")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="inspection_lines")
    claimed_yen = models.BigIntegerField("申告額")
    evidenced_yen = models.BigIntegerField("証拠書類の額", null=True)
    admitted_yen = models.BigIntegerField("認定額")
    reason_code = models.CharField("不認定の区分", max_length=20, blank=True)
    reason = models.CharField("不認定の理由", max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["line__position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["inspection", "line"], name="cost_item_once_an_inspection"
            ),
            models.CheckConstraint(
                condition=Q(admitted_yen__gte=0, admitted_yen__lte=F("claimed_yen")),
                name="admitted_within_claimed",
            ),
            models.CheckConstraint(
                condition=Q(admitted_yen=F("claimed_yen")) | ~Q(reason=""),
                name="disallowed_cost_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.line)

    @property
    def disallowed_yen(self) -> int:
        """What was claimed and not admitted, in yen."""
        return self.claimed_yen - self.admitted_yen


class ExpenseCheck(models.Model):
    """One expense as the inspection found it: its faults, and what was disallowed of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="checks")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    expense = models.ForeignKey(Expense, models.PROTECT, related_name="checks")
    is_sampled = models.BooleanField("抽出")
    faults = models.JSONField("照合の不一致", default=list)
    disallowed_yen = models.BigIntegerField("不認定額", default=0)
    reason_code = models.CharField("不認定の区分", max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["expense__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["inspection", "expense"], name="expense_once_an_inspection"
            ),
            models.CheckConstraint(
                condition=Q(disallowed_yen=0) | (Q(disallowed_yen__gt=0) & ~Q(reason_code="")),
                name="disallowed_expense_has_a_code",
            ),
        ]

    def __str__(self) -> str:
        return str(self.expense)


class Finding(models.Model):
    """指摘事項: what must be put right, how, and by when. Its duty says whether it was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="remedies")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="findings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("番号")
    text = models.CharField("指摘事項", max_length=500)
    remedy = models.CharField("求める是正", max_length=500)
    due_on = models.DateField("是正の期限")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "number"], name="finding_number_once"),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(remedy=""), name="finding_says_what_to_do"
            ),
        ]

    def __str__(self) -> str:
        return f"指摘 {self.inspection.number}-{self.number}"
