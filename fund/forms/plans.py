"""What the pages ask about the year's plan."""

from django import forms

from fund.acts.file_fund_plan import PlanFiling
from fund.fields import YenField
from fund.forms.acts import FundForm
from fund.forms.vouchers import OneAnswerForm, text_field
from fund.models import FundPlan
from workflow.calendar import fiscal_year
from workflow.fields import DayField


class FileFundPlan(OneAnswerForm):
    """事業計画・収支計画の提出."""

    act = "file_fund_plan"
    button = "計画の提出を記録する"
    given_class = PlanFiling

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2199)
    number = forms.CharField(label="文書番号", max_length=60)
    filed_on = DayField(label="提出日")
    outline = text_field("事業の概要")
    decisions_yen = YenField(label="事業計画: 交付決定の予定額（円）")
    subsidy_yen = YenField(label="収入: 国からの補助金の受入れ（円）")
    income_yen = YenField(label="収入: 運用収入（円）")
    returns_yen = YenField(label="収入: 返還金・加算金等（円）")
    grants_yen = YenField(label="支出: 助成金の支払（円）")
    admin_yen = YenField(label="支出: 管理費の支払（円）")
    treasury_yen = YenField(label="支出: 国庫への納付（円）")
    costs_to_end_yen = YenField(
        label="見込み: 終了までの事業費及び管理費（円）",
        required=False,
        help_text="保有割合の算定に用います。見込みを定めないときは空欄とします。",
    )

    def prepare(self) -> None:
        """The year to come."""
        self.initial["year"] = fiscal_year(self.request.today) + 1


class RecordPlanConfirmation(FundForm):
    """計画の確認の記録."""

    act = "record_plan_confirmation"
    button = "確認を記録する"
    subject_model = FundPlan
    about = "acts/about_fund_plan.html"
    answers = ("confirmed_on", "confirmation_number")

    confirmed_on = DayField(label="確認日")
    confirmation_number = forms.CharField(label="確認の文書番号", max_length=60)

    def arguments(self) -> tuple[object, ...]:
        """The plan and the paper."""
        return (self.subject.pk, *self.given())
