"""What the pages ask on the way back: cancellation, order, receipts, charges."""

from typing import Any

from django import forms

from fund.fields import YenField
from fund.money import format_yen
from grants.acts.propose_cancellation import CIRCUMSTANCES, CancellationProposal
from grants.acts.propose_cancellation import DOCUMENT as CANCELLATION
from grants.acts.propose_extra_costs import DOCUMENT as EXTRA_COSTS
from grants.acts.propose_extra_costs import KINDS, ExtraCosts
from grants.case import standing_yen
from grants.forms.subjects import CancellationForm, GrantForm, RefundForm, receipt_field, text_field
from grants.late_measures import CANCELLATION as REVIEW
from grants.late_measures import waiting_for
from grants.refund_terms import Ground
from workflow.act_forms import FieldRow
from workflow.fields import DayField
from workflow.law import codes_on

GROUNDS = (Ground.ART17_1, Ground.ART10)


class ProposeCancellation(GrantForm):
    """取消しの起案."""

    act = "propose_cancellation"
    button = "取消しを起案する"
    about = "acts/about_late_reports.html"
    is_danger = True

    def prepare(self) -> None:
        """Ground, sum and reason; the whole sum cancels the whole decision."""
        standing = standing_yen(self.grant)
        self.waiting = waiting_for(self.grant, REVIEW)
        self.fields["ground"] = forms.ChoiceField(
            label="根拠",
            choices=[(ground.value, ground.label) for ground in GROUNDS],
            widget=forms.RadioSelect,
        )
        codes = codes_on(CIRCUMSTANCES, self.request.today)
        self.fields["circumstance"] = forms.ChoiceField(
            label="特別の事情（10条1項のとき）",
            choices=[("", "該当なし（17条1項）"), *codes.items()],
            required=False,
        )
        self.fields["cancelled_yen"] = YenField(
            label="取消額（円）",
            help_text=f"{format_yen(standing)} まで。全額なら全部取消しになります。",
        )
        self.fields["reason"] = forms.CharField(
            label="取消しの理由（事業者に通知されます）", widget=forms.Textarea(attrs={"rows": 5})
        )

    def given(self) -> tuple[Any, ...]:
        """The proposal."""
        asked = self.cleaned_data
        is_whole = asked["cancelled_yen"] == standing_yen(self.grant)
        return (
            CancellationProposal(
                asked["ground"],
                is_whole,
                asked["cancelled_yen"],
                asked["reason"],
                asked["circumstance"],
            ),
        )


class CancelDecision(GrantForm):
    """交付決定の取消し."""

    act = "cancel_decision"
    button = "交付決定を取り消す"
    document = CANCELLATION
    is_danger = True


class ProposeExtraCosts(GrantForm):
    """特別に必要となった経費の起案."""

    act = "propose_extra_costs"
    button = "経費の交付を起案する"

    def prepare(self) -> None:
        """A sum for each kind of cost and cost line; empty where none arose."""
        self.kinds = codes_on(KINDS, self.request.today)
        self.column_headings = (
            "費目",
            "助成率",
            *(f"{name}（円）" for name in self.kinds.values()),
        )
        self.cost_lines = list(self.grant.lines.all())
        for line in self.cost_lines:
            for kind, name in self.kinds.items():
                self.fields[f"{kind}_{line.position}"] = YenField(
                    label=f"{line.item}の{name}", required=False
                )
        self.fields["reason"] = text_field("特別に必要となった理由（事業者に通知されます）")

    @property
    def rows(self) -> list[FieldRow]:
        """The cost lines, whose rate the costs bear."""
        return [
            FieldRow(
                line.item,
                (f"{line.rate_numerator}/{line.rate_denominator}",),
                tuple(self[f"{kind}_{line.position}"] for kind in self.kinds),
            )
            for line in self.cost_lines
        ]

    def given(self) -> tuple[Any, ...]:
        """The costs that were filled in."""
        asked = self.cleaned_data
        costs = tuple(
            (kind, line.position, asked[f"{kind}_{line.position}"])
            for line in self.cost_lines
            for kind in self.kinds
            if asked[f"{kind}_{line.position}"]
        )
        return (ExtraCosts(costs, asked["reason"]),)


class ApproveExtraCosts(GrantForm):
    """特別に必要となった経費の交付決定."""

    act = "approve_extra_costs"
    button = "経費の交付を決定する"
    document = EXTRA_COSTS


class OrderRefund(CancellationForm):
    """返還命令."""

    act = "order_refund"
    button = "返還を命ずる"
    is_danger = True


class ReceiveRefund(RefundForm):
    """返還金の収納."""

    act = "receive_refund"
    answers = ("received_on", "amount_yen", "bank_reference")
    button = "収納を記帳する"

    received_on = DayField(label="納付日", help_text="銀行の明細にある入金日")
    amount_yen = YenField(label="納付額（円）")
    bank_reference = receipt_field()


class BillCharges(RefundForm):
    """加算金・延滞金の納付通知."""

    act = "bill_charges"
    button = "納付を通知する"
