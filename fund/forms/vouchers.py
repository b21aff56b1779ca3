"""What the pages ask before a voucher, its approval and its payment."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from fund.acts.propose_admin_cost import COST_ITEMS, AdminCost
from fund.acts.propose_allocation_correction import RightShare, standing_yen
from fund.acts.propose_allowance import Allowance
from fund.acts.propose_allowance import Deed as AllowanceDeed
from fund.acts.propose_cost_allocation import Allocation
from fund.acts.propose_placement import DOCUMENT as PLACEMENT
from fund.acts.propose_treasury_return import Ground, TreasuryReturn
from fund.chart import BETWEEN_SEGMENTS, CHART
from fund.correcting import Correction, RightLine
from fund.fields import YenField
from fund.forms.acts import FundForm
from fund.holdings import may_adjust
from fund.models import Placement, Voucher
from fund.money import format_yen
from fund.queries import segments
from fund.receivables import Receivable, receivables_of
from fund.vouchers import DOCUMENT
from workflow.act_forms import ActForm, FieldRow
from workflow.calendar import fiscal_year, fiscal_year_end
from workflow.fields import DayField
from workflow.models import Draft

RIGHT_LINES = 4


def text_field(label: str, **more: Any) -> forms.CharField:
    """A few lines of text."""
    return forms.CharField(label=label, max_length=1000, widget=forms.Textarea({"rows": 3}), **more)


class OneAnswerForm(FundForm):
    """A form whose fields make one dataclass with the 勘定."""

    given_class: ClassVar[type[Any]]

    def arguments(self) -> tuple[Any, ...]:
        """What was filled in."""
        return (self.given_class(**self.answered()),)


class ProposeAdminCost(OneAnswerForm):
    """管理費の起票."""

    act = "propose_admin_cost"
    button = "管理費を起票する"
    given_class = AdminCost

    item = forms.ChoiceField(label="区分", choices=[(name, name) for name in COST_ITEMS])
    amount_yen = YenField(label="金額（円）")
    incurred_on = DayField(label="発生日", help_text="検収又は役務の提供が終わった日")
    payee = forms.CharField(label="支払先", max_length=100)
    invoice = forms.CharField(label="請求書の番号", max_length=60)
    reason = text_field("摘要")


class OtherSegmentForm(OneAnswerForm):
    """A form that names another 勘定."""

    is_other_needed = True

    def prepare(self) -> None:
        """The other 勘定."""
        field = self.fields["other_segment"]
        assert isinstance(field, forms.TypedChoiceField)
        empty = [] if self.is_other_needed else [("", "―")]
        field.choices = empty + [
            (other.segment_id, other.name)
            for other in segments()
            if other.segment_id != self.segment
        ]


class ProposeCostAllocation(OtherSegmentForm):
    """共通経費の配賦の起票."""

    act = "propose_cost_allocation"
    button = "配賦を起票する"
    given_class = Allocation

    other_segment = forms.TypedChoiceField(label="立て替えた勘定", coerce=int)
    total_yen = YenField(label="共通経費の額（円）")
    own_weight = forms.IntegerField(
        label="配賦の割合: 自勘定の数",
        min_value=1,
        max_value=10**12,
        help_text="例: 従事時間 1,200",
    )
    whole_weight = forms.IntegerField(
        label="配賦の割合: 全体の数",
        min_value=1,
        max_value=10**12,
        help_text="例: 全体の従事時間 8,000",
    )
    basis = forms.CharField(label="配賦基準", max_length=200, help_text="基準を定めた文書と条項")
    allocated_on = DayField(label="配賦日")
    reason = text_field("摘要")


class ProposeCorrection(FundForm):
    """訂正の起票."""

    act = "propose_correction"
    button = "訂正を起票する"
    column_headings = ("正しい仕訳", "借方", "貸方", "金額（円）", "費目・運用番号")

    seq = forms.IntegerField(label="訂正する仕訳の番号", min_value=1, max_value=2**62)
    reason = text_field("訂正の理由")

    def prepare(self) -> None:
        """Lines of what is right; all empty: the entry should never have been."""
        accounts = [("", "―")] + [
            (account.code, f"{account.code} {account.name}")
            for account in CHART
            if not account.is_group and account.code not in BETWEEN_SEGMENTS
        ]
        for n in range(RIGHT_LINES):
            for side, label in (("debit", "借方"), ("credit", "貸方")):
                self.fields[f"{side}_{n}"] = forms.ChoiceField(
                    label=f"{n + 1}行目の{label}", choices=accounts, required=False
                )
            self.fields[f"yen_{n}"] = YenField(label=f"{n + 1}行目の金額", required=False)
            self.fields[f"item_{n}"] = forms.CharField(
                label=f"{n + 1}行目の費目・運用番号", max_length=30, required=False
            )

    @property
    def rows(self) -> list[FieldRow]:
        """The right lines."""
        names = ("debit", "credit", "yen", "item")
        return [
            FieldRow(f"{n + 1}行目", (), tuple(self[f"{name}_{n}"] for name in names))
            for n in range(RIGHT_LINES)
        ]

    def clean(self) -> dict[str, Any]:
        """A line is whole or empty."""
        asked = super().clean() or self.cleaned_data
        for n in range(RIGHT_LINES):
            filled = [bool(asked.get(f"{name}_{n}")) for name in ("debit", "credit", "yen")]
            if any(filled) and not all(filled):
                self.add_error(
                    f"yen_{n}", "借方、貸方、金額をすべて記入するか、すべて空けてください。"
                )
        return asked

    def arguments(self) -> tuple[Any, ...]:
        """The correction."""
        asked = self.cleaned_data
        lines = tuple(
            RightLine(*(asked[f"{name}_{n}"] for name in ("debit", "credit", "yen", "item")))
            for n in range(RIGHT_LINES)
            if asked[f"debit_{n}"]
        )
        return (Correction(self.segment, asked["seq"], asked["reason"], lines),)


class ProposeTreasuryReturn(OneAnswerForm):
    """国庫納付の起票."""

    act = "propose_treasury_return"
    button = "国庫納付を起票する"
    given_class = TreasuryReturn

    ground = forms.ChoiceField(label="根拠", choices=Ground.choices)
    notice_number = forms.CharField(label="大臣の文書番号", max_length=60)
    notice_on = DayField(label="文書の日付")
    pay_until = DayField(label="納付期限")
    body_yen = YenField(label="基金本体（2151）から（円）")
    income_yen = YenField(label="運用益（2152）から（円）", help_text="ないときは0")
    returns_yen = YenField(label="返還金・加算金（2153）から（円）", help_text="ないときは0")
    reason = text_field("摘要")


class ProposeAllowance(OneAnswerForm):
    """貸倒引当・貸倒れの起票."""

    act = "propose_allowance"
    button = "起票する"
    given_class = Allowance

    deed = forms.ChoiceField(label="処理", choices=AllowanceDeed.choices)
    number = forms.ChoiceField(label="未収返還金のある案件")
    amount_yen = YenField(
        label="要引当額又は貸倒額（円）",
        help_text="引当ては引き当てておく額の全体。要らなくなったときは0",
    )
    year = forms.TypedChoiceField(
        label="計上する日", coerce=int, empty_value=None, required=False,
        help_text="決算整理では、年度末日現在の未収額と引当額に対して記帳します",
    )  # fmt: skip
    evidence = forms.CharField(label="根拠の文書", max_length=200)
    reason = text_field("回収の見込みとその理由")

    def prepare(self) -> None:
        """The cases that owe something, or have an allowance left; the year that may be closed."""
        ended = fiscal_year(self.request.today) - 1
        is_open = may_adjust(self.segment, fiscal_year_end(ended))
        self.fields["year"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", "本日"), *([(ended, f"{ended}年度末日（決算整理）")] if is_open else [])
        ]  # fmt: skip
        owed = {"本日": receivables_of(self.segment)}
        if is_open:
            owed[f"{ended}年度末日"] = receivables_of(self.segment, fiscal_year_end(ended))
        self.fields["number"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (number, f"{number}（{owed_text(number, owed)}）")
            for number in sorted(set().union(*owed.values()))
        ]
        if not any(owed.values()):
            self.fields["number"].help_text = "未収返還金又は引当金のある案件は、いまありません"


def owed_text(number: str, owed: Mapping[str, Mapping[str, Receivable]]) -> str:
    """What a case owes and what is allowed for, on each of the days that may be chosen."""
    said = []
    for day, rows in owed.items():
        row = rows.get(number)
        yen, allowed_yen = (row.yen, row.allowed_yen) if row else (0, 0)
        said.append(f"{day} 未収 {yen:,}円・引当済 {allowed_yen:,}円")
    return "、".join(said)


class ProposeReclassification(FundForm):
    """1年内使用見込の振替の起票."""

    act = "propose_reclassification"
    button = "振替を起票する"

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2199)
    expected_yen = YenField(label="翌年度に使用する見込みの額（円）")
    basis = text_field("見込みの根拠")

    def prepare(self) -> None:
        """The year that ended."""
        self.initial["year"] = fiscal_year(self.request.today) - 1

    def arguments(self) -> tuple[Any, ...]:
        """勘定, year, sum, basis."""
        asked = self.cleaned_data
        return self.segment, asked["year"], asked["expected_yen"], asked["basis"]


class VoucherForm(ActForm):
    """An act on a voucher."""

    subject_model = Voucher
    about = "acts/about_voucher.html"

    @property
    def segment(self) -> int:
        """The 勘定 it was put up in."""
        voucher: Voucher = self.subject
        return voucher.segment


class ApproveVoucher(VoucherForm):
    """振替伝票の決裁."""

    act = "approve_voucher"
    button = "承認して記帳する"
    document = DOCUMENT


class ProposeVoucherWithdrawal(VoucherForm):
    """伝票の取止めの起票."""

    act = "propose_voucher_withdrawal"
    button = "取止めを起票する"
    answers = ("reason",)

    reason = text_field("取止めの理由", help_text="支払わない理由。仕訳の摘要に残ります")


class ProposeAllocationCorrection(VoucherForm):
    """配賦の訂正の起票."""

    act = "propose_allocation_correction"
    button = "配賦の訂正を起票する"

    total_yen = YenField(label="正しい共通経費の額（円）")
    own_weight = forms.IntegerField(
        label="正しい配賦の割合: 自勘定の数", min_value=0, max_value=10**12,
        help_text="配賦すべきでなかったときは0",
    )  # fmt: skip
    whole_weight = forms.IntegerField(
        label="正しい配賦の割合: 全体の数", min_value=1, max_value=10**12
    )
    basis = forms.CharField(label="配賦基準", max_length=200, help_text="基準を定めた文書と条項")
    reason = text_field(
        "訂正の理由",
        help_text="立て替えた勘定の誤りは、0に訂正してから改めて配賦を起票します",
    )

    def prepare(self) -> None:
        """What it stands at, corrections included."""
        said = f"これまでの訂正を含む現在の配賦額は {format_yen(standing_yen(self.subject))}"
        self.fields["total_yen"].help_text = said

    def arguments(self) -> tuple[Any, ...]:
        """The paid allocation and what its share should have been."""
        asked = {k: v for k, v in self.cleaned_data.items() if k != "key"}
        return self.subject.pk, RightShare(**asked)


class SettleVoucher(VoucherForm):
    """振替伝票の出納."""

    act = "settle_voucher"
    button = "出納を記帳する"
    answers = ("settled_on", "bank_reference")

    settled_on = DayField(label="出納日", help_text="銀行の明細の日")
    bank_reference = forms.CharField(label="銀行照会番号", max_length=60)


class SendBackFundDraft(ActForm):
    """基金の起案の差戻し; of an approved placement it is the 取止め, and says so."""

    act = "send_back_fund_draft"
    button = "差し戻す"
    subject_model = Draft
    about = "acts/about_draft.html"
    answers = ("reason", "withdraws")
    is_danger = True

    reason = text_field("差戻しの理由")
    withdraws = forms.BooleanField(widget=forms.HiddenInput, required=False)
    is_withdrawal = False

    def prepare(self) -> None:
        """Ask whether an approval would be taken back."""
        if self.subject.document != PLACEMENT:
            return
        if Placement.objects.get(pk=self.subject.subject_id).stage == "承認済":
            self.is_withdrawal = True
            self.fields["withdraws"].initial = True
            self.button = "承認を取り消して差し戻す（取止め）"
            self.fields["reason"].label = "取止めの理由"

    @property
    def act_title(self) -> str:
        """In words that say whether an approval goes."""
        return "承認済みの運用の取止め" if self.is_withdrawal else super().act_title
