"""What the fund's money may be placed in, and what it is placed in."""

import uuid
from datetime import timedelta
from fractions import Fraction
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from workflow.models import Person

STATE_BOND, STATE_ISSUER = "JGB", "国"
# Banks are never closed for longer: so much before its maturity a paper may be paid back.
LONGEST_CLOSED = timedelta(days=10)


class Instrument(models.Model):
    """A kind of placement that 通則法47条 allows; rows come from law/instruments.csv by the owner.

    account, income: where the ledger keeps it. needs: what must be shown besides ("designation":
    the minister's notice, "guarantee": a contract that makes good the principal).
    """

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField("種類", max_length=60)
    account = models.CharField(max_length=10)
    income = models.CharField(max_length=10)
    needs = models.CharField(max_length=20, blank=True)
    article = models.CharField("根拠", max_length=60)
    valid_from = models.DateField()

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """運用: proposed by one person, approved by another, settled by a third; columns fill in once.

    One returned after its approval (取止め) is settled no more; its approval lapses on record.
    price_yen: paid for the paper itself; accrued_yen: interest bought with it. The yearly rate is
    rate_numerator / rate_denominator. coupon_months 0: interest comes at maturity only. proof: the
    minister's notice of a designated security, or the contract that guarantees a trust's principal.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    segment = models.PositiveIntegerField("勘定")
    number = models.CharField("運用番号", max_length=20, unique=True)
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="+")
    name = models.CharField("銘柄・商品", max_length=100)
    issuer = models.CharField("発行者・預入先", max_length=100)
    proof = models.CharField("指定又は元本補塡契約の文書番号", max_length=100, blank=True)
    face_yen = models.BigIntegerField("額面・元本")
    price_yen = models.BigIntegerField("取得価額")
    accrued_yen = models.BigIntegerField("経過利息", default=0)
    rate_numerator = models.PositiveIntegerField()
    rate_denominator = models.PositiveIntegerField()
    coupon_months = models.PositiveSmallIntegerField("利払の間隔（月）")
    settles_on = models.DateField("受渡予定日")
    matures_on = models.DateField("満期日")
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField("承認日", null=True)
    returned_on = models.DateField("差戻日", null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled_on = models.DateField("受渡日", null=True)
    settlement_reference = models.CharField(  # noqa: DJ001  # unique once given
        "受渡の照会番号", max_length=60, null=True, unique=True
    )
    redeemed_on = models.DateField("償還日", null=True)
    redemption_reference = models.CharField(  # noqa: DJ001  # unique once given
        "償還の照会番号", max_length=60, null=True, unique=True
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(face_yen__gt=0, price_yen__gt=0, accrued_yen__gte=0),
                name="placement_is_positive",
            ),
            models.CheckConstraint(
                condition=Q(rate_denominator__gt=0, rate_numerator__lte=F("rate_denominator")),
                name="placement_rate_is_a_rate",
            ),
            models.CheckConstraint(
                condition=Q(settles_on__lt=F("matures_on")), name="placement_runs_forward"
            ),
            models.CheckConstraint(
                condition=~Q(instrument__in=["DESIGNATED", "MONEY_TRUST"]) | ~Q(proof=""),
                name="placement_shows_its_proof",
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("approved_by")) & ~Q(approved_by=F("settled_by"))
                & ~Q(proposed_by=F("settled_by")),
                name="placement_takes_three_people",
            ),
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True) | Q(approved_on__lte=F("settled_on")),
                name="placement_approved_before_settled",
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(settled_on__isnull=True),
                name="placement_returned_is_not_settled",
            ),
            models.CheckConstraint(
                condition=Q(redeemed_on__isnull=True)
                | Q(redeemed_on__gte=F("matures_on") - LONGEST_CLOSED),
                name="placement_redeemed_at_maturity",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def rate(self) -> Fraction:
        """The yearly rate of interest."""
        return Fraction(self.rate_numerator, self.rate_denominator)

    @property
    def stage(self) -> str:
        """How far it has come, in one word."""
        if self.redeemed_on:
            return "償還済"
        if self.settled_on:
            return "保有中"
        if self.returned_on:
            return "差戻し"
        return "承認済" if self.approved_on else "決裁待ち"


class MarketValue(models.Model):
    """What a holding was worth on the market on a day: shown, never booked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="market_values")
    valued_on = models.DateField("評価日")
    value_yen = models.BigIntegerField("時価")
    source = models.CharField("時価の根拠", max_length=100)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["placement", "valued_on"], name="one_value_a_day"),
            models.CheckConstraint(condition=Q(value_yen__gte=0), name="value_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.placement} {self.valued_on}"


class InterestReceipt(models.Model):
    """利払: a coupon or interest received, by the bank's line.

    It is of a holding, or of the deposit account of a 勘定 itself; one of the two is named.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    placement = models.ForeignKey(Placement, models.PROTECT, null=True, related_name="interest")
    segment = models.PositiveIntegerField("勘定", null=True)
    received_on = models.DateField("入金日")
    amount_yen = models.BigIntegerField("利息")
    bank_reference = models.CharField("銀行照会番号", max_length=60, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_yen__gt=0), name="interest_is_positive"),
            models.CheckConstraint(
                condition=Q(placement__isnull=True, segment__isnull=False)
                | Q(placement__isnull=False, segment__isnull=True),
                name="interest_of_a_holding_or_the_account",
            ),
        ]

    def __str__(self) -> str:
        source = self.placement or "普通預金"
        return f"{source} {self.received_on}"


class Valuation(models.Model):
    """期末評価 of everything held on a day, and the income joined to the fund.

    Once a day each; of a year end again while its 13th period is open.
    """

    class Kind(models.TextChoices):
        """Which of the two."""

        VALUE = "VALUE", "期末評価"
        INCOME = "INCOME", "運用益の組入れ"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    segment = models.PositiveIntegerField("勘定")
    kind = models.CharField("区分", max_length=10, choices=Kind)
    valued_on = models.DateField("基準日")
    amount_yen = models.BigIntegerField("金額")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.valued_on}"
