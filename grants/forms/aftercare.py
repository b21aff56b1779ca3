"""What the pages ask about assets and about money due after settlement."""

from typing import Any
from uuid import UUID

from django import forms

from fund.fields import RateField, YenField
from grants.accepted_reports import DEMAND_OF, REPORT_OF, unused_reports
from grants.acts.propose_demand import DOCUMENT as DEMAND
from grants.acts.propose_demand import ProfitReport, TaxReport, told_by
from grants.acts.propose_disposal import DOCUMENT as DISPOSAL
from grants.acts.register_asset import AssetEntry
from grants.acts.request_disposal import METHODS, DisposalRequest
from grants.case import admitted_costs, last_inspection, standing_yen
from grants.forms.subjects import AssetForm, DemandForm, GrantForm, receipt_field, text_field
from grants.models import Demand
from grants.models.asset import AssetClass
from workflow.calendar import day_text
from workflow.fields import DayField
from workflow.models import Obligation


class RegisterAsset(GrantForm):
    """取得財産の登録."""

    act = "register_asset"
    button = "台帳に登録する"

    kind = forms.ChoiceField(label="区分", choices=AssetClass.choices)
    name = forms.CharField(label="財産名", max_length=200)
    specification = forms.CharField(label="規格", max_length=200, required=False)
    quantity = forms.IntegerField(label="数量", min_value=1, max_value=1_000_000)
    unit_yen = YenField(label="単価（税抜、円）")
    granted_yen = YenField(label="助成金相当額（円）")
    acquired_on = DayField(label="取得年月日")
    place = forms.CharField(label="保管場所", max_length=200)

    def given(self) -> tuple[Any, ...]:
        """The line."""
        return (AssetEntry(**{k: v for k, v in self.cleaned_data.items() if k != "key"}),)


class RequestDisposal(AssetForm):
    """財産処分の承認申請."""

    act = "request_disposal"
    button = "処分の承認を申請する"

    method = forms.ChoiceField(label="処分の方法", choices=[(name, name) for name in METHODS])
    partner = forms.CharField(label="相手方", max_length=200, required=False)
    reason = text_field("処分の理由")
    price_yen = YenField(label="譲渡額（円）", help_text="譲渡でないときは0")
    dispose_on = DayField(label="処分予定日")

    def given(self) -> tuple[Any, ...]:
        """The request."""
        return (DisposalRequest(**{k: v for k, v in self.cleaned_data.items() if k != "key"}),)


class ProposeDisposal(AssetForm):
    """財産処分の承認の起案."""

    act = "propose_disposal"
    button = "処分の承認を起案する"


class ApproveDisposal(AssetForm):
    """財産処分の承認."""

    act = "approve_disposal"
    button = "処分を承認する"
    document = DISPOSAL


class RefuseDisposal(AssetForm):
    """財産処分の不承認."""

    act = "refuse_disposal"
    button = "処分を承認しない"
    is_danger = True
    answers = ("reason",)

    reason = text_field("承認しない理由（事業者に通知されます）")


class RecordDisposal(AssetForm):
    """財産処分の完了の確認."""

    act = "record_disposal"
    button = "処分の完了を記録する"
    answers = ("disposed_on", "evidence")

    disposed_on = DayField(label="処分した日")
    evidence = forms.CharField(label="確認した書類", max_length=200)


class ReleaseAsset(AssetForm):
    """処分制限の満了."""

    act = "release_asset"
    button = "制限の満了を記録する"


class BeginMonitoring(GrantForm):
    """事後管理の開始."""

    act = "begin_monitoring"
    button = "事後管理を始める"


class CloseGrant(GrantForm):
    """終了."""

    act = "close_grant"
    button = "案件を終了する"


class ProposeDemand(GrantForm):
    """収益納付・消費税返還の起案: from an accepted report, with what it says."""

    act = "propose_demand"
    button = "納付の請求を起案する"
    answers = ("report", "reason")

    kind = forms.ChoiceField(
        label="種別",
        choices=[(kind, kind.label) for kind in REPORT_OF],
        widget=forms.RadioSelect,
    )
    profit_yen = YenField(label="収益額の累計（円）", required=False, help_text="収益納付のとき")
    own_share_yen = YenField(
        label="事業者の自己負担額（円）", required=False, help_text="収益納付のとき"
    )
    cost_yen = YenField(
        label="事業に要した経費の総額（円）", required=False, help_text="収益納付のとき"
    )
    taxable_share = RateField(
        label="課税売上割合", required=False, help_text="消費税返還のとき。例: 19/20"
    )

    def prepare(self) -> None:
        """The accepted reports that wait for a demand; the figures of the one that was chosen."""
        waiting = [duty for kind in REPORT_OF for duty in unused_reports(self.grant, kind)]
        listed = [(str(d.pk), f"{d.title}（{_day(d)}提出）") for d in waiting]
        self.fields["report"] = forms.ChoiceField(
            label="根拠の報告",
            choices=[*listed, ("", "（受理した報告によらない）")],
            required=False,
            help_text="報告の頁の「納付の請求を起案する」から開くと、報告の額が入ります。",
        )
        self.fields["reason"] = text_field("報告の額と異なる理由", rows=2)
        self.fields["reason"].required = False
        asked = self.request.GET.get("report", "")
        chosen = next((d for d in waiting if str(d.pk) == asked), next(iter(waiting), None))
        if chosen is not None:
            self.initial.update({"report": str(chosen.pk), **self.figures(chosen)})

    def figures(self, duty: Obligation) -> dict[str, Any]:
        """What the report, and the case, say of what the demand is reckoned from."""
        kind, told = DEMAND_OF[duty.kind], told_by(self.grant, duty)
        if kind is Demand.Kind.CTAX:
            return {"kind": kind.value, "taxable_share": told}
        cost = sum(line.cost_yen for line in admitted_costs(last_inspection(self.grant)))
        return {
            "kind": kind.value, "profit_yen": told, "cost_yen": cost or None,
            "own_share_yen": max(cost - standing_yen(self.grant), 0) if cost else None,
        }  # fmt: skip

    def needed(self) -> tuple[str, ...]:
        """The fields that the chosen kind is reckoned from."""
        if self.cleaned_data.get("kind") == Demand.Kind.CTAX:
            return ("taxable_share",)
        return ("profit_yen", "own_share_yen", "cost_yen")

    def clean(self) -> dict[str, Any]:
        """What the chosen kind is reckoned from must be there."""
        asked = super().clean() or {}
        for name in self.needed():
            if asked.get(name) is None and name not in self.errors:
                self.add_error(name, "この種別では必要です。")
        return asked

    def given(self) -> tuple[Any, ...]:
        """The figures of the chosen kind, the report, and why they are others than the report's."""
        asked = self.cleaned_data
        values = [asked[name] for name in self.needed()]
        is_tax = asked["kind"] == Demand.Kind.CTAX
        figures = TaxReport(*values) if is_tax else ProfitReport(*values)
        return figures, UUID(asked["report"]) if asked["report"] else None, asked["reason"]


def _day(duty: Obligation) -> str:
    return day_text(duty.met_on) if duty.met_on else ""


class DemandReturn(GrantForm):
    """収益納付・消費税返還の請求."""

    act = "demand_return"
    button = "納付を請求する"
    document = DEMAND


class ReceiveReturn(DemandForm):
    """納付金の収納."""

    act = "receive_return"
    button = "収納を記帳する"
    answers = ("paid_on", "amount_yen", "bank_reference")

    paid_on = DayField(label="納付日", help_text="銀行の明細にある入金日")
    amount_yen = YenField(label="納付額（円）")
    bank_reference = receipt_field()
