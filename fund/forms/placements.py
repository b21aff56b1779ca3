"""What the pages ask about placements and what they earn."""

from typing import Any

from django import forms

from fund.acts.propose_placement import DOCUMENT
from fund.fields import RateField, YenField
from fund.forms.acts import FundForm
from fund.models import Instrument, Placement
from fund.placing import PlacementProposal
from workflow.act_forms import ActForm
from workflow.calendar import month_end
from workflow.fields import DayField

COUPONS = ((0, "満期時"), (6, "6か月ごと"), (12, "12か月ごと"))


class PlacementForm(ActForm):
    """An act on a placement."""

    subject_model = Placement
    about = "acts/about_placement.html"

    @property
    def segment(self) -> int:
        """The 勘定 it is placed from."""
        placement: Placement = self.subject
        return placement.segment


class ProposePlacement(FundForm):
    """運用の起案."""

    act = "propose_placement"
    button = "運用を起案する"

    instrument = forms.ChoiceField(
        label="種類", help_text="通則法47条が認める方法だけを選べます（推進法43条3項で準用）"
    )
    name = forms.CharField(
        label="銘柄・商品", max_length=100, help_text="例: 第145回利付国債（5年）"
    )
    issuer = forms.CharField(label="発行者・預入先", max_length=100, help_text="国債は「国」")
    proof = forms.CharField(
        label="指定又は元本補塡契約の文書番号", max_length=100, required=False,
        help_text="指定有価証券と金銭信託では必ず要ります",
    )  # fmt: skip
    face_yen = YenField(label="額面・元本（円）")
    price_yen = YenField(label="取得価額（円）", help_text="経過利息を除く")
    accrued_yen = YenField(label="経過利息（円）", help_text="ないときは0")
    rate = RateField(
        label="年利", may_be_zero=True,
        help_text="分数で。例: 年0.5％は 5/1000。割引債（国庫短期証券など）は 0",
    )  # fmt: skip
    coupon_months = forms.TypedChoiceField(label="利払", choices=COUPONS, coerce=int)
    settles_on = DayField(label="受渡予定日")
    matures_on = DayField(label="満期日")

    def prepare(self) -> None:
        """The kinds in force."""
        kinds = Instrument.objects.filter(valid_from__lte=self.request.today).order_by("article")
        self.fields["instrument"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (kind.pk, f"{kind.name}（{kind.article}）") for kind in kinds
        ]

    def arguments(self) -> tuple[Any, ...]:
        """The proposal."""
        return (PlacementProposal(**self.answered()),)


class ApprovePlacement(PlacementForm):
    """運用の決裁."""

    act = "approve_placement"
    button = "運用を承認する"
    document = DOCUMENT


class SettlePlacement(PlacementForm):
    """運用の受渡し."""

    act = "settle_placement"
    button = "受渡しを記帳する"
    answers = ("settled_on", "bank_reference")

    settled_on = DayField(label="受渡日")
    bank_reference = forms.CharField(label="銀行照会番号", max_length=60)


class ReceiveInterest(PlacementForm):
    """利息の受領."""

    act = "receive_interest"
    button = "利息を記帳する"
    answers = ("received_on", "amount_yen", "bank_reference")

    received_on = DayField(label="入金日")
    amount_yen = YenField(label="利息（円）")
    bank_reference = forms.CharField(label="銀行照会番号", max_length=60)


class ReceiveAccountInterest(FundForm):
    """普通預金の利息の受領."""

    act = "receive_account_interest"
    button = "利息を記帳する"
    answers = ("received_on", "amount_yen", "bank_reference")

    received_on = DayField(label="入金日")
    amount_yen = YenField(
        label="普通預金の利息（円）", help_text="運用の利息は、その運用の画面で記帳します"
    )
    bank_reference = forms.CharField(label="銀行照会番号", max_length=60)

    def arguments(self) -> tuple[Any, ...]:
        """勘定 and the bank's line."""
        return self.segment, *self.given()


class RedeemPlacement(PlacementForm):
    """運用の満期償還."""

    act = "redeem_placement"
    button = "償還を記帳する"
    answers = ("redeemed_on", "interest_yen", "bank_reference")

    redeemed_on = DayField(label="償還日")
    interest_yen = YenField(label="同時に入金した利息（円）", help_text="別に入金したときは0")
    bank_reference = forms.CharField(label="銀行照会番号", max_length=60)


class RecordMarketValue(PlacementForm):
    """時価の記録."""

    act = "record_market_value"
    button = "時価を記録する"
    answers = ("valued_on", "value_yen", "source")

    valued_on = DayField(label="評価日")
    value_yen = YenField(label="時価（円）")
    source = forms.CharField(
        label="時価の根拠", max_length=100, help_text="例: 公社債店頭売買参考統計値"
    )


class MonthEndForm(FundForm):
    """An act on a month's end."""

    day_name = ""

    def prepare(self) -> None:
        """Offer the last day of the month before."""
        first = self.request.today.replace(day=1)
        self.initial[self.day_name] = month_end(first.fromordinal(first.toordinal() - 1))

    def arguments(self) -> tuple[Any, ...]:
        """勘定 and day."""
        return self.segment, self.cleaned_data[self.day_name]


class ValueHoldings(MonthEndForm):
    """運用の期末評価."""

    act = "value_holdings"
    button = "期末評価を記帳する"
    day_name = "valued_on"

    valued_on = DayField(label="基準日", help_text="月末。3月31日は決算整理として記帳します")


class AddIncome(MonthEndForm):
    """運用益の基金組入."""

    act = "add_income"
    button = "基金に組み入れる"
    day_name = "added_on"

    added_on = DayField(label="基準日", help_text="月末。この日までの運用益をすべて組み入れます")
