"""A grant from its application on, its cost lines and its conditions."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from grants.models.plan import Plan
from workflow.machines.grant import GrantMachine
from workflow.models import Organisation, Person


class Grant(GrantMachine):
    """One 交付. All *_yen are whole yen; null until the act that sets them.

    rules_on: the day whose legal parameters bind this case. particulars: what the form's version
    asks in words, by name. confidential: names of fields not to be published. filed_version: of the
    application, as it arrived last. decided_yen is the decision as it stands after changes and
    cancellations; the ledger holds what is paid.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("交付番号", max_length=20, unique=True)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="grants")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="grants")
    title = models.CharField("事業名", max_length=200)
    purpose = models.TextField("目的及び内容")
    starts_on = models.DateField("開始予定日")
    ends_on = models.DateField("完了予定日")
    own_funds = models.TextField("自己負担の調達先")
    rules_on = models.DateField("適用する規程の基準日")
    requested_yen = models.BigIntegerField("申請額")
    form_version = models.DateField("申請書の様式の版", null=True, blank=True)
    particulars = models.JSONField("申請書の記載", default=dict)
    confidential = models.JSONField("非公開とする項目", default=list)
    confidential_reason = models.TextField("非公開の理由", blank=True)
    received_at = models.DateTimeField("申請の到達", null=True, blank=True)
    filed_version = models.PositiveSmallIntegerField("到達した版", null=True, blank=True)
    officer = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    # Null, not empty: it is unique once given.
    decision_number = models.CharField(  # noqa: DJ001
        "交付決定番号", max_length=40, unique=True, null=True
    )
    decided_on = models.DateField("交付決定日", null=True, blank=True)
    decided_yen = models.BigIntegerField("交付決定額", null=True, blank=True)
    budget_year = models.PositiveIntegerField("財源の予算年度", null=True, blank=True)
    withdrawal_until = models.DateField("取下げ期日", null=True, blank=True)
    fixed_on = models.DateField("額の確定日", null=True, blank=True)
    fixed_yen = models.BigIntegerField("確定額", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")), name="grant_runs_forward"
            ),
            models.CheckConstraint(condition=Q(requested_yen__gt=0), name="request_is_positive"),
            models.CheckConstraint(
                condition=Q(decided_yen__isnull=True) | Q(decided_yen__gte=0),
                name="decision_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(fixed_yen__isnull=True)
                | Q(fixed_yen__gte=0, fixed_yen__lte=F("decided_yen")),
                name="fixed_within_decision",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "DRAFT",
                        "SUBMITTED",
                        "RETURNED",
                        "UNDER_REVIEW",
                        "APPROVAL",
                        "REJECTED",
                    ]
                )
                | Q(decided_yen__isnull=False, decided_on__isnull=False, budget_year__isnull=False),
                name="decided_grant_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class BudgetLine(models.Model):
    """A cost item with a rate of its own. rate = rate_numerator / rate_denominator, never a float.

    decided_yen: floor(decided eligible cost × rate), as decided; null before the decision.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="lines")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    item = models.CharField("費目", max_length=60)
    eligible_yen = models.BigIntegerField("助成対象費用（申請）")
    rate_numerator = models.PositiveIntegerField()
    rate_denominator = models.PositiveIntegerField()
    decided_eligible_yen = models.BigIntegerField("助成対象費用（決定）", null=True, blank=True)
    decided_yen = models.BigIntegerField("助成金の額（決定）", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "position"], name="line_position_once"),
            models.UniqueConstraint(fields=["grant", "item"], name="cost_item_once_a_grant"),
            models.CheckConstraint(
                condition=Q(eligible_yen__gt=0), name="eligible_cost_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(rate_numerator__gt=0, rate_numerator__lte=F("rate_denominator")),
                name="rate_between_zero_and_one",
            ),
        ]

    def __str__(self) -> str:
        return self.item


class StandingConditions(models.Manager["GrantCondition"]):
    """The conditions of the decision as it stands."""

    def get_queryset(self) -> models.QuerySet["GrantCondition"]:
        """Without those of a decision that was void."""
        return super().get_queryset().filter(is_void=False)


class GrantCondition(models.Model):
    """A condition of the decision (適正化法7条), printed in the notice. is_void: of a void one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="conditions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    text = models.TextField("条件")
    article = models.CharField("根拠", max_length=100)
    is_void = models.BooleanField(default=False)

    objects = StandingConditions()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["grant", "position"], condition=Q(is_void=False),
                name="condition_position_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text
