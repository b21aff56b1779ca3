"""What a person wishes for mails and calendar, and mail that came back."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from workflow.models.notice import Notice
from workflow.models.person import Person


class ReminderChoice(models.Model):
    """How a person wants to be reminded; without a row one mail for each kind of duty.

    The last week, lateness and what follows from it are told to everybody, whatever was chosen.
    """

    class Way(models.TextChoices):
        """How often, and of what."""

        EACH = "each", "期限の種類ごとに知らせる"
        DAILY = "daily", "1日1通にまとめる"
        WEEKLY = "weekly", "早めの予告は週に1通にまとめる"
        LATE = "late", "早めの予告は受け取らない"

    person = models.OneToOneField(
        Person, models.PROTECT, primary_key=True, related_name="reminder_choice"
    )
    way = models.CharField("まとめ方", max_length=10, choices=Way, default=Way.EACH)

    def __str__(self) -> str:
        return self.get_way_display()


class CalendarFeed(models.Model):
    """An address from which a person's calendar program fetches due dates, until revoked.

    The address holds a secret; only its SHA-256 is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="calendar_feeds")
    secret_sha = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="one_feed_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.made_at:%Y-%m-%d}"


class Bounce(models.Model):
    """A mail that came back. status: enhanced status code (RFC 3463); permanent: 5.x.x."""

    notice = models.OneToOneField(Notice, models.PROTECT, primary_key=True, related_name="bounce")
    person = models.ForeignKey(Person, models.PROTECT, related_name="bounces")
    address = models.EmailField("メールアドレス")
    status = models.CharField("状態コード", max_length=20)
    diagnostic = models.CharField("理由", max_length=1000, blank=True)
    is_permanent = models.BooleanField("恒久的")
    noted_at = models.DateTimeField("記録")

    def __str__(self) -> str:
        return f"{self.address} {self.status}"
