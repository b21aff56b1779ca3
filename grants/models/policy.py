"""取組方針 as data: versions, the certification checklist of each, and the answers given."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from grants.checklist import Verdict
from workflow.models import Evidence, Organisation, Person

VERDICTS = [
    (Verdict.MET.value, "適合"),
    (Verdict.NOT_MET.value, "不適合"),
    (Verdict.NOT_APPLICABLE.value, "適用なし"),
]


class Policy(models.Model):
    """One version of the policy of one 特定重要物資; written by the owner from data files.

    version: the day of the text. is_text_held False: its wording is not stored here, and nothing
    is supposed of it. duties: what follows from certification, by name: rule, title, article.
    core_technology: the figures of the 事前相談; empty where they are not known.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commodity = models.CharField("特定重要物資", max_length=40)
    version = models.DateField("版")
    applies_from = models.DateField("適用日")
    title = models.CharField("名称", max_length=200)
    is_text_held = models.BooleanField("本文を収録")
    is_sample = models.BooleanField("見本", default=False)
    note = models.TextField("注記", blank=True)
    duties = models.JSONField("義務", default=dict)
    core_technology = models.JSONField("事前相談の基準", default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commodity", "version"], name="policy_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.commodity} {self.version}"


class ChecklistItem(models.Model):
    """A requirement of a policy version. predicate null: judged by a person, not reckoned.

    when: the predicate under which the item applies. A blocking item must be answered before a
    case is put up for decision.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    code = models.CharField("項目", max_length=10)
    requirement = models.CharField("要件", max_length=300)
    article = models.CharField("根拠", max_length=100)
    evidence = models.CharField("根拠資料", max_length=200)
    is_blocking = models.BooleanField("必須", default=True)
    predicate = models.JSONField("判定式", null=True)
    when = models.JSONField("適用の条件", null=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "code"], name="checklist_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.requirement}"


class ChecklistAnswer(models.Model):
    """A verdict on one item for one case, with its judge and evidence; a newer one supersedes it.

    facts: what the machine reckoned with. finding: its reasons and cures. reason: the judge's own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey("grants.Grant", models.PROTECT, related_name="checklist_answers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="answers")
    version = models.PositiveSmallIntegerField("版")
    verdict = models.CharField("判定", max_length=20, choices=VERDICTS)
    is_reckoned = models.BooleanField("自動判定")
    facts = models.JSONField("事実", default=dict)
    finding = models.TextField("判定の理由と是正", blank=True)
    reason = models.TextField("判断の理由", blank=True)
    evidence = models.CharField("根拠資料", max_length=200)
    page = models.CharField("ページ", max_length=40)
    file = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="+")
    judge = models.ForeignKey(Person, models.PROTECT, related_name="+")
    judged_at = models.DateTimeField("判定日時")

    class Meta:
        ordering: ClassVar = ["item__position", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["grant", "item", "version"], name="checklist_answer_version_once"
            ),
            models.CheckConstraint(
                condition=~Q(evidence="") & ~Q(page=""), name="checklist_answer_names_evidence"
            ),
            models.CheckConstraint(
                condition=Q(is_reckoned=True) | ~Q(reason=""), name="personal_verdict_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.code} {self.get_verdict_display()}"
