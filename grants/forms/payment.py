"""What the pages ask from the claim to the bank's line."""

from django import forms

from fund.fields import YenField
from grants.acts.check_payment import DOCUMENT as PAYMENT
from grants.acts.claim_payment import claimable_kind, payable_yen
from grants.forms.subjects import GrantForm, PaymentForm, text_field
from workflow.fields import DayField
from workflow.law import banking_days


class ClaimPayment(GrantForm):
    """概算払・精算払の請求."""

    act = "claim_payment"
    answers = ("kind", "amount_yen")
    button = "請求する"

    def prepare(self) -> None:
        """The kind this state allows, and how much of it is left."""
        kind = claimable_kind(self.grant)
        self.payable_yen = payable_yen(self.grant, kind) if kind else 0
        self.fields["kind"] = forms.ChoiceField(
            label="種別", choices=[(kind.value, kind.label)] if kind else []
        )
        self.fields["amount_yen"] = YenField(
            label="請求額（円）",
            initial=self.payable_yen or None,
            help_text=f"請求できる残りの額は {self.payable_yen:,}円です。",
        )


class CheckPayment(PaymentForm):
    """支払の審査と起案."""

    act = "check_payment"
    button = "審査済みとして起案する"


class ApprovePayment(PaymentForm):
    """支払の決定."""

    act = "approve_payment"
    answers = ("pay_on",)
    button = "支払を決定する"
    document = PAYMENT

    def prepare(self) -> None:
        """The day to pay on, the next day the banks are open unless chosen."""
        day = banking_days().next_open(self.request.today)
        self.fields["pay_on"] = DayField(label="支払予定日", initial=day)


class RefusePayment(PaymentForm):
    """請求の却下."""

    act = "refuse_payment"
    button = "請求を却下する"
    is_danger = True
    answers = ("reason",)

    reason = text_field("却下の理由（事業者に通知されます）")


class InstructBank(PaymentForm):
    """振込の依頼."""

    act = "instruct_bank"
    button = "振込の依頼を記録する"


class ConfirmPayment(PaymentForm):
    """支払の確認."""

    act = "confirm_payment"
    answers = ("value_on", "bank_reference")
    button = "支払を確認し記帳する"

    value_on = DayField(label="支払日", help_text="銀行の明細にある、相手口座に入金された日")
    bank_reference = forms.CharField(label="銀行照会番号", max_length=60)


class RecordFailedPayment(PaymentForm):
    """振込不能・組戻し."""

    act = "record_failed_payment"
    answers = ("returned_on", "reason")
    button = "振込不能を記録する"
    is_danger = True

    returned_on = DayField(label="返却日", help_text="銀行から資金が戻った日、又は不能の通知の日")
    reason = text_field("銀行の示した理由", rows=3)
