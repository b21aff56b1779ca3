"""People, the organisations they belong to, and the roles they hold for a time."""

import uuid
from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q


class Role(models.TextChoices):
    """Role codes; what each may do stands in workflow.authority."""

    CASE_OFFICER = "case_officer", "担当者"
    SECTION_CHIEF = "section_chief", "課長"
    DEPARTMENT_DIRECTOR = "department_director", "部長"
    EXECUTIVE = "executive", "理事"
    INSPECTOR = "inspector", "検査員"
    ACCOUNTING_CLERK = "accounting_clerk", "経理担当"
    ACCOUNTING_APPROVER = "accounting_approver", "経理承認者"
    CASHIER = "cashier", "出納担当"
    TREASURY_MANAGER = "treasury_manager", "資金運用担当"
    RECORDS_MANAGER = "records_manager", "文書管理者"
    SYSTEM_ADMIN = "system_admin", "システム管理者"
    INTERNAL_AUDITOR = "internal_auditor", "監事・内部監査"
    EXTERNAL_AUDITOR = "external_auditor", "会計検査院・会計監査人"
    METI_VIEWER = "meti_viewer", "経済産業省"
    DEADLINE_KEEPER = "deadline_keeper", "期限管理（自動処理）"
    RECIPIENT_WRITER = "recipient_writer", "報告担当"
    RECIPIENT_RELEASER = "recipient_releaser", "責任者"
    RECIPIENT_ACCOUNTANT = "recipient_accountant", "経理責任者"
    RECIPIENT_VIEWER = "recipient_viewer", "閲覧"


class OrganisationKind(models.TextChoices):
    """Whose people they are; decides the door they use."""

    NEDO = "nedo", "NEDO"
    METI = "meti", "経済産業省"
    AUDIT = "audit", "監査機関"
    RECIPIENT = "recipient", "認定供給確保事業者"


class Organisation(models.Model):
    """A body with a corporate number. A fictional one fails the number's check digit on purpose."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("区分", max_length=20, choices=OrganisationKind)
    name = models.CharField("名称", max_length=200)
    corporate_number = models.CharField("法人番号", max_length=13, unique=True)
    address = models.CharField("所在地", max_length=300, blank=True)
    representative = models.CharField("代表者", max_length=200, blank=True)
    is_small = models.BooleanField("中小企業", default=False)
    is_fictional = models.BooleanField("架空", default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(corporate_number__regex=r"^[1-9][0-9]{12}$"),
                name="corporate_number_has_13_digits",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Finds people by their login name (an e-mail address)."""


class Person(AbstractBaseUser):
    """Somebody who logs in. Names are never part of ledger memos; acts refer to the id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("メールアドレス", unique=True)
    name = models.CharField("氏名", max_length=100)
    kana = models.CharField("ふりがな", max_length=100, blank=True)
    is_active = models.BooleanField("有効", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonManager()

    def __str__(self) -> str:
        return self.name

    def memberships_on(self, day: date) -> models.QuerySet["Membership"]:
        """The memberships valid on a day."""
        return self.memberships.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day
        ).select_related("organisation")


class Membership(models.Model):
    """A person's role in an organisation, from a day and (perhaps) until a day, both included."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField("役割", max_length=30, choices=Role)
    valid_from = models.DateField("開始日")
    valid_until = models.DateField("終了日", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="membership_runs_forward",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="membership_role_is_known"
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role", "valid_from"],
                name="membership_once_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_role_display()}"
