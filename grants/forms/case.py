"""What the pages ask an officer from METI's notice to 額の確定."""

from datetime import date
from typing import Any

from django import forms

from fund.books import FUND_SEGMENT
from fund.fields import YenField
from fund.models import Endowment
from fund.queries import segment_by_code
from grants.acts.examine_application import DOCUMENT as DECISION
from grants.acts.examine_application import Examination
from grants.acts.propose_fixing import DOCUMENT as FIXING
from grants.acts.propose_void import DOCUMENT as VOID
from grants.acts.record_certification import Certification
from grants.forms.subjects import GrantForm, ReasonForm, text_field
from grants.forms.submission import begin_with
from grants.plan_contents import FIELD, add_fields, typed
from grants.standard_conditions import STANDARD_CONDITIONS
from workflow.act_forms import ActForm, FieldRow
from workflow.fields import DayField
from workflow.models import Organisation
from workflow.models.person import OrganisationKind

NEWEST_POLICY = date(2024, 3, 26)
CONDITION_ROWS = 8


class RecordCertification(ActForm):
    """認定の通知の受領."""

    act = "record_certification"
    button = "通知の受領を記録する"

    number = forms.CharField(label="認定番号", max_length=40)
    notice_number = forms.CharField(label="通知文書番号", max_length=60)
    certified_on = DayField(label="認定日")
    notice_on = DayField(label="通知日")
    policy_version = DayField(
        label="取組方針の版", initial=NEWEST_POLICY, help_text="認定が依拠した取組方針の日付"
    )
    item = forms.CharField(label="品目", max_length=60, help_text="例: 蓄電池（定置用）")
    title = forms.CharField(label="計画の名称", max_length=200)
    ceiling_yen = YenField(label="最大助成額（円）")
    applied_on = DayField(label="認定の申請日", required=False, help_text="通知書にあるとき")
    ends_on = DayField(label="取組の終了日", required=False, help_text="通知書にあるとき")
    is_development_only = forms.BooleanField(label="技術開発のみの計画", required=False)
    development_starts_on = DayField(
        label="技術開発の開始日", required=False, help_text="技術開発のみの計画のとき"
    )
    lead = forms.ModelChoiceField(Organisation.objects.none(), label="認定供給確保事業者（幹事）")
    others = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="共同の事業者",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        """Offer the companies known."""
        companies = Organisation.objects.filter(kind=OrganisationKind.RECIPIENT).order_by("name")
        for name in ("lead", "others"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = companies
        add_fields(self, self.request.today, {})

    def arguments(self) -> tuple[Any, ...]:
        """The notice and its companies, the lead first."""
        given = {
            k: v
            for k, v in self.cleaned_data.items()
            if k not in {"key", "lead", "others"} and not k.startswith(FIELD)
        }
        given["contents"] = typed(self.cleaned_data)
        lead = self.cleaned_data["lead"]
        parties = [lead, *(o for o in self.cleaned_data["others"] if o != lead)]
        segment = segment_by_code(FUND_SEGMENT).segment_id
        return Certification(segment=segment, **given), parties


class BeginReview(GrantForm):
    """審査の開始."""

    act = "begin_review"
    answers = ("is_impartial",)
    button = "担当者として審査を始める"

    is_impartial = forms.BooleanField(
        label="この案件について利益相反がないことを申告する",
        help_text="利益相反があるときは、審査を始めずに「利益相反の申告」を行ってください。",
        error_messages={"required": "利益相反がないことを申告してから始めてください。"},
    )


class DeclareConflict(GrantForm):
    """利益相反の申告."""

    act = "declare_conflict"
    answers = ("has_conflict", "statement")
    button = "申告する"

    has_conflict = forms.BooleanField(
        label="この案件について利益相反がある（この案件の審査・決裁から外れます）", required=False
    )
    statement = forms.CharField(
        label="内容", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="あるときは、事業者との関係を記入してください。",
    )  # fmt: skip


class TakeOverCase(ReasonForm):
    """担当者の交替."""

    act = "take_over_case"
    button = "利益相反がないことを申告し、担当者になる"
    reason_label = "交替の理由"


class ReturnApplication(ReasonForm):
    """補正の依頼."""

    act = "return_application"
    button = "補正を依頼する"
    reason_label = "補正を求める理由（事業者に通知されます）"


class ExamineApplication(GrantForm):
    """審査の終了と交付決定の起案."""

    act = "examine_application"
    button = "交付決定を起案する"
    column_headings = ("費目", "助成率", "申請した対象費用", "査定した対象費用（円）")

    def prepare(self) -> None:
        """A row for each cost line, then conditions, budget year and the result."""
        self.cost_lines = list(self.grant.lines.all())
        for line in self.cost_lines:
            self.fields[f"eligible_{line.position}"] = YenField(
                label=f"{line.item}の査定額", initial=line.eligible_yen
            )
        years = Endowment.objects.order_by("budget_year").values_list("budget_year", flat=True)
        self.fields["budget_year"] = forms.TypedChoiceField(
            label="財源の予算年度",
            coerce=int,
            choices=[(year, f"{year}年度") for year in sorted(set(years))],
        )
        self.fields["reasons"] = forms.CharField(
            label="審査の結果", widget=forms.Textarea(attrs={"rows": 5})
        )
        for n in range(CONDITION_ROWS):
            text, article = STANDARD_CONDITIONS[n] if n < len(STANDARD_CONDITIONS) else ("", "")
            self.fields[f"condition_{n}"] = forms.CharField(
                label=f"交付の条件 {n + 1}", initial=text, required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
            self.fields[f"article_{n}"] = forms.CharField(
                label=f"条件 {n + 1} の根拠", initial=article, required=False, max_length=100
            )

    @property
    def rows(self) -> list[FieldRow]:
        """The cost lines."""
        return [
            FieldRow(
                line.item,
                (f"{line.rate_numerator}/{line.rate_denominator}", line.eligible_yen),
                (self[f"eligible_{line.position}"],),
            )
            for line in self.cost_lines
        ]

    def given(self) -> tuple[Any, ...]:
        """The examination."""
        asked = self.cleaned_data
        conditions = [
            (asked[f"condition_{n}"].strip(), asked[f"article_{n}"].strip())
            for n in range(CONDITION_ROWS)
        ]
        examination = Examination(
            eligible_yen=tuple(asked[f"eligible_{line.position}"] for line in self.cost_lines),
            conditions=tuple(condition for condition in conditions if condition[0]),
            budget_year=asked["budget_year"],
            reasons=asked["reasons"],
        )
        return (examination,)


class SendBackDecision(ReasonForm):
    """決裁の差戻し."""

    act = "send_back_decision"
    button = "担当者に差し戻す"
    document = DECISION
    reason_label = "差戻しの理由"


class DecideGrant(GrantForm):
    """交付決定."""

    act = "decide_grant"
    button = "交付を決定する"
    document = DECISION


class ProposeVoid(ReasonForm):
    """交付決定の無効の起案."""

    act = "propose_void"
    button = "無効を起案する"
    is_danger = True
    reason_label = "誤りの内容と、無効とする理由"


class VoidDecision(GrantForm):
    """交付決定の無効."""

    act = "void_decision"
    button = "決定を無効とする"
    document = VOID
    is_danger = True


class RejectApplication(ReasonForm):
    """不交付の決定."""

    act = "reject_application"
    button = "不交付を決定する"
    is_danger = True
    reason_label = "不交付の理由（事業者に通知されます）"


class StartGrant(GrantForm):
    """着手."""

    act = "start_grant"
    answers = ("started_on",)
    button = "着手を記録する"

    started_on = DayField(label="着手日", help_text="交付決定日から本日までの日")

    def prepare(self) -> None:
        """As the company notified it, where it did."""
        begin_with(self, "START")


class WithdrawGrant(GrantForm):
    """申請の取下げ."""

    act = "withdraw_grant"
    answers = ("filed_on", "reason")
    button = "取下げを受理する"
    is_danger = True

    filed_on = DayField(label="取下げ書の到達日")
    reason = text_field("取下げの理由")

    def prepare(self) -> None:
        """What the company filed, and the day on which it arrived."""
        begin_with(self, "WITHDRAWAL")


class ProposeFixing(GrantForm):
    """額の確定の起案."""

    act = "propose_fixing"
    button = "額の確定を起案する"


class FixAmount(GrantForm):
    """額の確定."""

    act = "fix_amount"
    button = "額を確定する"
    document = FIXING
