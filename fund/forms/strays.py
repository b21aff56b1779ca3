"""What the pages ask about money that came astray: what it is, what becomes of it, what it was."""

from typing import Any

from django import forms

from fund.acts.propose_clearing import instead_of, ways_of
from fund.acts.propose_stray_correction import accounts_of
from fund.acts.record_stray_receipt import StrayMoney
from fund.chart import BY_CODE
from fund.fields import YenField
from fund.forms.acts import FundForm
from fund.forms.vouchers import OtherSegmentForm, text_field
from fund.models import StrayReceipt
from fund.strays import standing_account
from workflow.fields import DayField


class RecordStrayReceipt(OtherSegmentForm):
    """誤入金・不明入金の記帳."""

    act = "record_stray_receipt"
    button = "入金を記帳する"
    given_class = StrayMoney
    is_other_needed = False

    kind = forms.ChoiceField(label="区分", choices=StrayReceipt.Kind.choices)
    other_segment = forms.TypedChoiceField(
        label="相手の勘定", coerce=int, empty_value=None, required=False,
        help_text="不明入金では選びません",
    )  # fmt: skip
    account = forms.ChoiceField(
        label="入金の内容",
        choices=[
            ("2301", "仮受金（案件の返還金・納付金、調べ中、相手の勘定で整理）"),
            ("4201", "利息"),
            ("4301", "返還金（案件のないもの）"),
        ],
    )
    received_on = DayField(label="入金日")
    amount_yen = YenField(label="金額（円）")
    bank_reference = forms.CharField(label="銀行照会番号", max_length=60)
    payer = forms.CharField(label="振込人の表示", max_length=100, help_text="銀行の明細のとおり")


class ProposeClearing(FundForm):
    """誤入金・不明入金の整理の起票."""

    act = "propose_clearing"
    button = "整理を起票する"
    subject_model = StrayReceipt
    about = "acts/about_stray.html"
    answers = ("way", "reason")

    way = forms.ChoiceField(label="整理の方法")
    reason = text_field("判明した経緯")

    def prepare(self) -> None:
        """The ways open to this receipt."""
        receipt: StrayReceipt = self.subject
        self.fields["way"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (way.value, way.label) for way in ways_of(receipt)
        ]
        self.fields["way"].help_text = instead_of(receipt)

    def arguments(self) -> tuple[Any, ...]:
        """The receipt and what becomes of it."""
        return (self.subject.pk, *self.given())


class ProposeStrayCorrection(FundForm):
    """誤入金の科目の訂正の起票."""

    act = "propose_stray_correction"
    button = "科目の訂正を起票する"
    subject_model = StrayReceipt
    about = "acts/about_stray.html"
    answers = ("account", "reason")

    account = forms.ChoiceField(label="正しい科目")
    reason = text_field("訂正の理由")

    def prepare(self) -> None:
        """What it may have been instead, and what it is booked as."""
        stands = standing_account(self.subject)
        self.fields["account"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (code, f"{code} {BY_CODE[code].name}")
            for code in accounts_of(self.subject)
            if code != stands
        ]
        self.fields["account"].help_text = f"現在の科目: {stands} {BY_CODE[stands].name}"

    def arguments(self) -> tuple[Any, ...]:
        """The receipt and what its money is."""
        return (self.subject.pk, *self.given())
