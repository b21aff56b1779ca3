"""What the pages ask before a paper goes out."""

from datetime import timedelta
from typing import Any

from django import forms

from fund.books import FUND_SEGMENT
from fund.queries import segment_by_code
from workflow.act_forms import ActForm
from workflow.fields import DayField
from workflow.models import ActRecord


class IssueFundStatement(ActForm):
    """基金残高計算書の発行."""

    act = "issue_fund_statement"
    button = "計算書を発行する"

    until_on = DayField(
        label="基準日", help_text="終わった日。その月の初日からこの日までの増減と残高を示します。"
    )
    known_seq = forms.IntegerField(
        label="仕訳番号まで",
        required=False,
        min_value=1,
        help_text="空欄なら、いま知られている全ての仕訳によります。",
    )

    def prepare(self) -> None:
        """The month that ended last, unless the page before said otherwise."""
        last = self.request.today.replace(day=1) - timedelta(days=1)
        self.initial["until_on"] = self.request.GET.get("until_on") or last
        self.initial["known_seq"] = self.request.GET.get("known_seq")

    def arguments(self) -> tuple[Any, ...]:
        """The fund's own 勘定, the day, and the newest entry known."""
        given = self.cleaned_data
        return segment_by_code(FUND_SEGMENT).segment_id, given["until_on"], given["known_seq"]


class IssueNotice(ActForm):
    """通知書等の発行."""

    act = "issue_notice"
    button = "文書を発行する"
    subject_model = ActRecord
    about = "acts/about_record.html"
