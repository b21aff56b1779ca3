"""What the pages ask before an act on a duty."""

from typing import Any

from django import forms

from fund.books import FUND_SEGMENT
from fund.queries import segment_by_code
from grants.forms.subjects import text_field
from reports.acts.record_closed_day import ClosedDayEntry
from reports.redating import digest_of, proposals
from workflow.act_forms import ActForm
from workflow.calendar import fiscal_year, fiscal_year_name
from workflow.fields import DayField
from workflow.models import Extension, Obligation
from workflow.models.law import Closing


class DutyForm(ActForm):
    """An act on a duty."""

    subject_model = Obligation
    about = "acts/about_duty.html"


class OweYearlyDuties(ActForm):
    """年度の定例の義務の登録."""

    act = "owe_yearly_duties"
    button = "義務を登録する"

    def prepare(self) -> None:
        """This fiscal year and the last."""
        this = fiscal_year(self.request.today)
        self.fields["fiscal_year"] = forms.TypedChoiceField(
            label="年度",
            coerce=int,
            choices=[(year, fiscal_year_name(year)) for year in (this, this - 1)],
        )

    def arguments(self) -> tuple[Any, ...]:
        """The fund's own 勘定, and the year."""
        return segment_by_code(FUND_SEGMENT).segment_id, self.cleaned_data["fiscal_year"]


class RecordFulfilment(DutyForm):
    """義務の履行の記録."""

    act = "record_fulfilment"
    button = "履行を記録する"
    answers = ("done_on", "reference")

    done_on = DayField(label="履行した日")
    reference = forms.CharField(label="提出文書の番号", max_length=100)


class RequestExtension(DutyForm):
    """期限延長の申請."""

    act = "request_extension"
    button = "延長を申請する"
    answers = ("wished_on", "reason")

    wished_on = DayField(label="希望する期限")
    reason = text_field("延長の理由")


class DecideExtension(ActForm):
    """期限延長の承認・不承認."""

    act = "decide_extension"
    button = "回答する"
    subject_model = Extension
    about = "acts/about_extension.html"
    answers = ("granted_on", "answer")

    answer = text_field("回答の理由")

    def prepare(self) -> None:
        """The day wished for, to be changed, or emptied to refuse."""
        self.fields["granted_on"] = DayField(
            label="新しい期限",
            required=False,
            initial=self.subject.wished_on,
            help_text="承認しないときは空にします",
        )
        self.order_fields(["granted_on", "answer"])


class HoldPayments(DutyForm):
    """報告の遅延による支払の保留."""

    act = "hold_payments"
    button = "支払を保留する"
    is_danger = True


class DraftLateMeasures(DutyForm):
    """遅れた報告への措置の案の作成."""

    act = "draft_late_measures"
    button = "案を作成する"


class EndLateMeasure(DutyForm):
    """遅れた報告への措置の見送り."""

    act = "end_late_measure"
    button = "見送る"
    answers = ("reason",)

    reason = text_field("見送る理由")


class RecordClosedDay(ActForm):
    """休業日の登録."""

    act = "record_closed_day"
    button = "休業日を登録する"

    day = DayField(label="日")
    name = forms.CharField(label="名称", max_length=100)
    closing = forms.ChoiceField(label="区分", choices=Closing.choices)
    article = forms.CharField(label="根拠（法律・官報・決定）", max_length=200)

    def arguments(self) -> tuple[Any, ...]:
        """The day."""
        return (ClosedDayEntry(**{k: v for k, v in self.cleaned_data.items() if k != "key"}),)


class RedateDuties(ActForm):
    """休業日の変更による期限の変更."""

    act = "redate_duties"
    button = "期限を変更する"
    about = "acts/about_redating.html"
    answers = ("read",)

    read = forms.CharField(widget=forms.HiddenInput)

    def prepare(self) -> None:
        """The list as it is now."""
        self.proposals = proposals(self.request.today)
        self.initial["read"] = digest_of(self.proposals)

    def arguments(self) -> tuple[Any, ...]:
        """The list that was read."""
        return (self.cleaned_data["read"],)
