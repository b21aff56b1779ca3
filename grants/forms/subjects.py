"""The bases of the grants' forms: what the act is done to, and whose books it writes in."""

from typing import ClassVar

from django import forms

from grants.models import (
    Asset,
    Cancellation,
    Demand,
    Finding,
    Grant,
    Payment,
    RefundOrder,
    RefundReceipt,
    TroubleInstruction,
    TroubleReport,
)
from workflow.act_forms import ActForm


class GrantForm(ActForm):
    """An act on a grant."""

    subject_model = Grant
    about = "acts/about_grant.html"

    @property
    def grant(self) -> Grant:
        """The case."""
        found: Grant = self.subject
        return found

    @property
    def segment(self) -> int:
        """The 勘定 its plan is paid from."""
        return self.grant.plan.segment


class PartForm(ActForm):
    """An act on a part of a case."""

    @property
    def grant(self) -> Grant:
        """The case it is part of."""
        found: Grant = self.subject.grant
        return found

    @property
    def segment(self) -> int:
        """The 勘定 of the case."""
        return self.grant.plan.segment


class PaymentForm(PartForm):
    """An act on a payment."""

    subject_model = Payment
    about = "acts/about_payment.html"


class RefundForm(PartForm):
    """An act on a refund order."""

    subject_model = RefundOrder
    about = "acts/about_refund.html"


class CancellationForm(PartForm):
    """An act that follows a cancellation."""

    subject_model = Cancellation
    about = "acts/about_cancellation.html"


class AssetForm(PartForm):
    """An act on an acquired asset."""

    subject_model = Asset
    about = "acts/about_asset.html"


class DemandForm(PartForm):
    """An act on a demand without 加算金."""

    subject_model = Demand
    about = "acts/about_demand.html"


class FindingForm(PartForm):
    """An act on what an inspection found."""

    subject_model = Finding
    about = "acts/about_finding.html"


class TroubleForm(PartForm):
    """An act on a report of a delay or an accident."""

    subject_model = TroubleReport
    about = "acts/about_trouble.html"


class InstructionForm(PartForm):
    """An act on an instruction."""

    subject_model = TroubleInstruction
    about = "acts/about_instruction.html"


class ReceiptForm(PartForm):
    """An act on money that came in."""

    subject_model = RefundReceipt
    about = "acts/about_receipt.html"

    @property
    def grant(self) -> Grant:
        """The case of the order that was paid."""
        found: Grant = self.subject.order.grant
        return found


def receipt_field() -> forms.CharField:
    """The bank's line that brought the money; one in suspense is known by its reference."""
    return forms.CharField(
        label="銀行照会番号",
        max_length=60,
        help_text="仮受金に記帳した入金は、記帳のとおりの番号・入金日・金額で、仮受金から収納します",
    )


def text_field(label: str, *, rows: int = 4, help_text: str = "") -> forms.CharField:
    """A field for sentences."""
    return forms.CharField(
        label=label, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


class ReasonForm(GrantForm):
    """An act that only needs a reason the company is told."""

    answers = ("reason",)
    reason_label: ClassVar[str] = "理由"

    def prepare(self) -> None:
        """One field."""
        self.fields["reason"] = text_field(self.reason_label, rows=5)
