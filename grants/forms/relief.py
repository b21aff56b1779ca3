"""What the pages ask when a refund is late, set off, lowered, waived, or was overpaid."""

from typing import Any

from django import forms

from fund.fields import YenField
from grants.acts.propose_overpayment_return import DOCUMENT as OVERPAYMENT
from grants.acts.propose_reduction import DOCUMENT as REDUCTION
from grants.acts.propose_reduction import ReductionProposal
from grants.acts.propose_waiver import DOCUMENT as WAIVER
from grants.acts.propose_waiver import GROUNDS, WaiverProposal
from grants.forms.subjects import ReceiptForm, RefundForm, text_field
from grants.forms.submission import begin_with
from grants.models import Payment
from grants.refund_case import open_charges
from workflow.fields import DayField
from workflow.law import codes_on
from workflow.machines.payment import PaymentState


class MarkOverdue(RefundForm):
    """納期日の経過と督促."""

    act = "mark_overdue"
    button = "督促する"


class DemandCharges(RefundForm):
    """加算金・延滞金の督促."""

    act = "demand_charges"
    button = "加算金・延滞金を督促する"


class SetOffRefund(RefundForm):
    """相殺."""

    act = "set_off_refund"
    button = "相殺する"
    is_danger = True
    answers = ("payment", "reason")

    def prepare(self) -> None:
        """The company's payments that were approved and not yet handed to the bank."""
        self.fields["payment"] = forms.ModelChoiceField(
            Payment.objects.filter(
                organisation=self.subject.organisation, state=PaymentState.APPROVED
            ).select_related("grant"),
            label="充てる支払",
        )
        self.fields["reason"] = text_field("同種の事業であること等の理由")

    def given(self) -> tuple[Any, ...]:
        """The payment's id, and the reason."""
        return self.cleaned_data["payment"].pk, self.cleaned_data["reason"]


class ProposeWaiver(RefundForm):
    """免除の起案."""

    act = "propose_waiver"
    button = "免除を起案する"

    def prepare(self) -> None:
        """Both sums begin with what is open."""
        surcharge, late = open_charges(self.subject)
        self.fields["surcharge_yen"] = YenField(label="免除する加算金（円）", initial=surcharge)
        self.fields["late_yen"] = YenField(label="免除する延滞金（円）", initial=late)
        self.fields["ground"] = forms.ChoiceField(
            label="免除の根拠", choices=list(codes_on(GROUNDS, self.request.today).items())
        )
        self.fields["reason"] = text_field("やむを得ない事情")
        self.fields["measures"] = text_field("返還を遅延させないためにとった措置")
        self.fields["meti_approval"] = forms.CharField(
            label="経済産業大臣の承認番号", max_length=60
        )
        self.fields["meti_approved_on"] = DayField(label="承認日")
        begin_with(self, "WAIVER")

    def given(self) -> tuple[Any, ...]:
        """The proposal."""
        return (WaiverProposal(**{k: v for k, v in self.cleaned_data.items() if k != "key"}),)


class ApproveWaiver(RefundForm):
    """加算金・延滞金の免除."""

    act = "approve_waiver"
    button = "免除する"
    document = WAIVER


class ProposeReduction(RefundForm):
    """返還命令の減額の起案."""

    act = "propose_reduction"
    button = "減額を起案する"

    reduced_yen = YenField(label="減額（円）")
    ruling = forms.CharField(label="裁決・判決", max_length=100)
    reason = text_field("理由")

    def given(self) -> tuple[Any, ...]:
        """The proposal."""
        return (ReductionProposal(**{k: v for k, v in self.cleaned_data.items() if k != "key"}),)


class ReduceOrder(RefundForm):
    """返還命令の減額."""

    act = "reduce_order"
    button = "減額する"
    document = REDUCTION


class BeginCompulsoryCollection(RefundForm):
    """強制徴収."""

    act = "begin_compulsory_collection"
    button = "強制徴収を始める"
    is_danger = True
    answers = ("reason",)

    reason = text_field("理由（事業者に通知されます）")


class ProposeOverpaymentReturn(ReceiptForm):
    """過誤納金の還付の起案."""

    act = "propose_overpayment_return"
    button = "還付を起案する"


class ReturnOverpayment(ReceiptForm):
    """過誤納金の還付."""

    act = "return_overpayment"
    button = "還付を記帳する"
    document = OVERPAYMENT
    answers = ("value_on", "bank_reference")

    value_on = DayField(label="還付日", help_text="銀行の明細にある支払日")
    bank_reference = forms.CharField(label="銀行照会番号", max_length=60)
