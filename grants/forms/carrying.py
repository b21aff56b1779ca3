"""What the pages ask while a case is carried out: changes, trouble, orders, abolition."""

from dataclasses import replace
from typing import Any

from django import forms

from fund.fields import YenField
from grants.acts.notify_body_change import BodyNotice, body_of
from grants.acts.propose_abolition import DOCUMENT as ABOLITION
from grants.acts.propose_change import DOCUMENT as CHANGE
from grants.acts.propose_change import REQUEST, ChangeProposal
from grants.acts.propose_succession import DOCUMENT as SUCCESSION
from grants.acts.propose_succession import SuccessionProposal
from grants.acts.report_trouble import Trouble
from grants.forms.subjects import (
    GrantForm,
    InstructionForm,
    PartForm,
    ReasonForm,
    TroubleForm,
    text_field,
)
from grants.forms.submission import begin_with
from grants.late_measures import (
    COMPLIANCE,
    SUSPENSION,
    Measure,
    put_up_first,
    waiting_for,
    words_for,
)
from grants.models import BodyChange, ChangeRequest
from grants.models.succession import SuccessionCause
from grants.within_plan import plan_notices
from workflow.act_forms import FieldRow
from workflow.approvals import latest_draft
from workflow.duties import open_kinds
from workflow.fields import DayField
from workflow.law import due_on
from workflow.models import Organisation
from workflow.standing import GROUNDS


class ChangeForm(GrantForm):
    """What the case is to become: everything as it is now, to be changed."""

    column_headings = ("費目", "助成率", "いまの対象費用", "変更後の対象費用（円）")

    def prepare(self) -> None:
        """The fields, beginning with what is or was asked for."""
        self.cost_lines = list(self.grant.lines.all())
        costs = [line.decided_eligible_yen for line in self.cost_lines]
        purpose, ends_on, costs, reason = self.begins_with() or (
            self.grant.purpose, self.grant.ends_on, costs, ""
        )  # fmt: skip
        self.fields["purpose"] = text_field("目的及び内容", rows=5)
        self.initial["purpose"] = purpose
        self.fields["ends_on"] = DayField(label="完了予定日", initial=ends_on)
        for line, yen in zip(self.cost_lines, costs, strict=True):
            self.fields[f"eligible_{line.position}"] = YenField(
                label=f"{line.item}の変更後の対象費用", initial=yen
            )
        self.fields["reason"] = text_field("変更の理由")
        self.initial["reason"] = reason

    def begins_with(self) -> tuple[Any, Any, Any, str] | None:
        """Purpose, end, costs and reason to begin with; None for the case as it is."""
        return None

    @property
    def rows(self) -> list[FieldRow]:
        """The cost lines."""
        return [
            FieldRow(
                line.item,
                (f"{line.rate_numerator}/{line.rate_denominator}", line.decided_eligible_yen),
                (self[f"eligible_{line.position}"],),
            )
            for line in self.cost_lines
        ]

    def given(self) -> tuple[Any, ...]:
        """The proposal."""
        asked = self.cleaned_data
        costs = tuple(asked[f"eligible_{line.position}"] for line in self.cost_lines)
        return (ChangeProposal(asked["purpose"], asked["ends_on"], costs, asked["reason"]),)


class RequestChange(ChangeForm):
    """計画変更の承認申請."""

    act = "request_change"
    button = "変更の承認を申請する"


class ReturnChangeRequest(PartForm):
    """計画変更の承認申請の返付."""

    act = "return_change_request"
    button = "返付する"
    subject_model = ChangeRequest
    about = "acts/about_change_request.html"
    is_danger = True
    answers = ("reason",)

    reason = text_field("返付の理由（事業者に通知されます）")


class ProposeChange(ChangeForm):
    """計画変更の起案: from what the company asked for, where it did."""

    act = "propose_change"
    button = "変更を起案する"

    def begins_with(self) -> tuple[Any, Any, Any, str] | None:
        """The company's request, while it waits for an answer."""
        asked = self.grant.change_requests.last()
        if asked is None or REQUEST not in open_kinds(self.grant):
            return None
        return asked.purpose, asked.ends_on, asked.eligible_yen, asked.reason

    def prepare(self) -> None:
        """With other contents: METI's notice they rest on, or the place of the plan."""
        super().prepare()
        told = [(x.number, str(x)) for x in plan_notices(self.grant.plan).order_by("-received_at")]
        self.fields["plan_notice"] = forms.ChoiceField(
            label="変更認定・軽微な変更の通知",
            choices=[("", "（通知によらない）"), *told],
            required=False,
            help_text="目的及び内容を変えるとき（推進法10条1項）",
        )
        self.fields["within_plan"] = text_field(
            "認定計画の該当箇所", rows=2, help_text="通知によらず、認定された計画の範囲内であるとき"
        )
        self.fields["within_plan"].required = False

    def given(self) -> tuple[Any, ...]:
        """The proposal, and on what it rests."""
        (asked,) = super().given()
        basis = {name: self.cleaned_data[name] for name in ("plan_notice", "within_plan")}
        return (replace(asked, **basis),)


class NotifyBodyChange(GrantForm):
    """代表者・住所・名称の変更届."""

    act = "notify_body_change"
    button = "変更を届け出る"

    def prepare(self) -> None:
        """As registered, to be changed."""
        now = body_of(self.grant.organisation)
        self.fields["name"] = forms.CharField(label="名称", max_length=200, initial=now["name"])
        self.fields["address"] = forms.CharField(
            label="所在地", max_length=300, required=False, initial=now["address"]
        )
        self.fields["representative"] = forms.CharField(
            label="代表者", max_length=200, required=False, initial=now["representative"]
        )
        self.fields["changed_on"] = DayField(label="変更日")
        self.fields["evidence"] = forms.CharField(
            label="確認書類", max_length=200, help_text="登記事項証明書等"
        )

    def given(self) -> tuple[Any, ...]:
        """The notice."""
        return (BodyNotice(**{k: v for k, v in self.cleaned_data.items() if k != "key"}),)


class AcceptBodyChange(PartForm):
    """変更届の受理."""

    act = "accept_body_change"
    button = "届出を受理する"
    subject_model = BodyChange
    about = "acts/about_body_change.html"


class ApproveChange(GrantForm):
    """計画変更の承認・届出の受理."""

    act = "approve_change"
    button = "変更を承認する"
    document = CHANGE


class ReportTrouble(GrantForm):
    """遅延・事故報告."""

    act = "report_trouble"
    button = "報告する"

    occurred_on = DayField(label="発生日")
    contents = text_field("内容")
    cause = text_field("原因")
    measures = text_field("今後の措置")
    expected_end_on = DayField(label="完了の見込み")

    def given(self) -> tuple[Any, ...]:
        """The report."""
        return (Trouble(**{k: v for k, v in self.cleaned_data.items() if k != "key"}),)


class InstructOnTrouble(TroubleForm):
    """事故・遅延報告に対する指示."""

    act = "instruct_on_trouble"
    button = "指示する"
    answers = ("demand", "due_on")

    demand = text_field("指示の内容")
    due_on = DayField(label="履行の期限")


class ConfirmInstruction(InstructionForm):
    """指示の履行の確認."""

    act = "confirm_instruction"
    button = "履行を確認する"
    answers = ("done_on", "evidence")

    done_on = DayField(label="履行した日")
    evidence = forms.CharField(label="確認した書類", max_length=300)


class OrderForm(GrantForm):
    """An order to the company: reason, contents, and until when."""

    answers = ("reason", "demand", "remedy_due_on")
    is_danger = True

    reason = text_field("命令の理由（21条の2により示します）")
    demand = text_field("命ずる内容")
    remedy_due_on = DayField(label="是正の期限")


class MeasureForm(OrderForm):
    """An order that is put up, with words for the late reports that wait for it."""

    about = "acts/about_late_reports.html"
    is_danger = False
    measure: Measure

    def prepare(self) -> None:
        """The words for what waits, or those an approver sent back about the same."""
        measure, today = self.measure, self.request.today
        self.waiting = waiting_for(self.grant, measure)
        self.awaiting_order = waiting_for(self.grant, SUSPENSION) if measure == COMPLIANCE else []
        self.lacks_order = put_up_first(measure, self.grant, today) != measure
        if not self.waiting or self.lacks_order:
            return
        last = latest_draft(measure.document, self.grant.pk)
        if last and last.content[GROUNDS] == [str(one.duty.pk) for one in self.waiting]:
            self.initial.update(reason=last.content["reason"], demand=last.content["demand"])
        else:
            words = [words_for(one, self.grant, today) for one in self.waiting]
            for name, said in zip(("reason", "demand"), zip(*words, strict=True), strict=True):
                self.initial[name] = "\n".join(said)
        rule = f"{measure.document.lower()}_remedy_due"
        self.initial["remedy_due_on"] = due_on(rule, today, self.grant.rules_on).due_on


class ProposeCompliance(MeasureForm):
    """遂行命令の起案."""

    act = "propose_compliance"
    button = "遂行命令を起案する"
    measure = COMPLIANCE

    remedy_due_on = DayField(label="履行の期限")


class OrderCompliance(GrantForm):
    """遂行命令."""

    act = "order_compliance"
    button = "遂行を命ずる"
    document = COMPLIANCE.document
    is_danger = True


class ProposeSuspension(MeasureForm):
    """一時停止命令の起案."""

    act = "propose_suspension"
    button = "一時停止命令を起案する"
    measure = SUSPENSION


class SuspendGrant(GrantForm):
    """一時停止命令."""

    act = "suspend_grant"
    button = "一時停止を命ずる"
    document = SUSPENSION.document
    is_danger = True


class OrderCorrection(OrderForm):
    """是正命令."""

    act = "order_correction"
    button = "是正を命ずる"


class ResumeGrant(ReasonForm):
    """一時停止の解除."""

    act = "resume_grant"
    button = "一時停止を解除する"
    reason_label = "解除の理由（事業者に通知されます）"


class ProposeSuccession(GrantForm):
    """承継の承認の起案."""

    act = "propose_succession"
    button = "承継の承認を起案する"
    answers = ("successor", "cause", "succeeded_on", "scope", "reason")

    def prepare(self) -> None:
        """The other companies certified under the plan."""
        others = Organisation.objects.filter(
            pk__in=self.grant.plan.parties.values("organisation")
        ).exclude(pk=self.grant.organisation_id)
        self.fields["successor"] = forms.ModelChoiceField(others, label="承継する事業者")
        self.fields["cause"] = forms.ChoiceField(label="事由", choices=SuccessionCause.choices)
        self.fields["succeeded_on"] = DayField(label="承継日", help_text="合併等の効力が生じた日")
        self.fields["scope"] = text_field("承継する権利義務の範囲")
        self.fields["reason"] = text_field("理由")
        filed = begin_with(self, "SUCCESSION")
        if filed is not None:
            named = others.filter(name=filed.answers["successor_name"].strip()).first()
            self.initial["successor"] = named and named.pk

    def given(self) -> tuple[Any, ...]:
        """The proposal."""
        asked = self.cleaned_data
        rest = (asked[name] for name in self.answers[1:])
        return (SuccessionProposal(asked["successor"].pk, *rest),)


class ApproveSuccession(GrantForm):
    """承継の承認."""

    act = "approve_succession"
    button = "承継を承認する"
    document = SUCCESSION
    is_danger = True


class ProposeAbolition(GrantForm):
    """廃止の承認の起案."""

    act = "propose_abolition"
    button = "廃止の承認を起案する"
    answers = ("abolished_on", "reason")

    abolished_on = DayField(label="廃止日", help_text="廃止承認申請書にある日")
    reason = text_field("廃止の理由")

    def prepare(self) -> None:
        """What the company applied for, where it did."""
        begin_with(self, "ABOLITION")


class ApproveAbolition(GrantForm):
    """廃止の承認."""

    act = "approve_abolition"
    button = "廃止を承認する"
    document = ABOLITION
    is_danger = True
