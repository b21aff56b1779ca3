"""What the pages ask of a report: its answers, the files, filing, returning, accepting."""

from typing import Any

from django import forms
from django.db.models import Model, QuerySet

from grants.models import PlanParty
from reports.acts.begin_event_report import TITLES, Event, cases_under_way
from reports.acts.return_report import Return
from reports.acts.save_report_draft import DraftAnswers
from reports.dossier import Dossier
from reports.models import Report, ReportFile
from reports.questions import Question
from reports.report_kinds import PLAN_TROUBLE
from workflow.act_forms import ActForm, FieldRow
from workflow.fields import DayField
from workflow.models import Obligation, Organisation, Upload

REPAIR_DAYS = 14


class BeginReport(ActForm):
    """報告書の作成の開始."""

    act = "begin_report"
    button = "作成を始める"
    subject_model = Obligation
    about = "reports/about_duty.html"


class BeginEventReport(ActForm):
    """支障・事故等の報告の開始."""

    act = "begin_event_report"
    button = "報告の作成を始める"
    subject_model = PlanParty

    def prepare(self) -> None:
        """The plan as a whole, or one of its cases under way."""
        cases = cases_under_way(self.subject)
        self.fields["matter"] = forms.ChoiceField(
            label="報告の対象",
            choices=[
                (PLAN_TROUBLE, f"認定計画の取組（{TITLES[PLAN_TROUBLE]}）"),
                *((case.number, f"{case.number} {case.title}（事故・遅延報告）") for case in cases),
            ],
        )
        self.fields["occurred_on"] = DayField(label="発生日")

    def given(self) -> tuple[Any, ...]:
        """The event."""
        return (Event(self.cleaned_data["matter"], self.cleaned_data["occurred_on"]),)


class OfReport(ActForm):
    """An act on a report."""

    subject_model = Report
    about = "reports/about_report.html"

    @property
    def dossier(self) -> Dossier:
        """The report with everything about it."""
        if not hasattr(self, "_dossier"):
            self._dossier = Dossier(self.subject)
        return self._dossier


class AnswerField(forms.CharField):
    """An answer as typed: a draft is saved unfinished, so nothing is refused here."""

    def __init__(self, question: Question, label: str = "") -> None:
        """A box that suits the kind of answer."""
        super().__init__(
            label=label or question.label,
            required=False,
            strip=False,
            help_text=question.hint if not label else "",
            widget=_widget(question, is_reason=bool(label)),
        )
        self.question = question
        self.must = question.is_required and not label

    def to_python(self, value: Any) -> str:
        """Line ends as one sign; browsers send two."""
        return str(super().to_python(value) or "").replace("\r\n", "\n")


def _widget(question: Question, *, is_reason: bool) -> forms.Widget:
    if is_reason:
        return forms.Textarea({"rows": 2})
    if question.kind == "long":
        return forms.Textarea({"rows": 4})
    if question.kind == "choice":
        options = [(choice, choice) for choice in question.choices]
        return forms.Select(choices=[("", "選んでください"), *options])
    if question.kind == "day":
        return forms.TextInput({"placeholder": "2026-11-23"})
    if question.kind == "text":
        return forms.TextInput()
    return forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})


class SaveReportDraft(OfReport):
    """報告書の下書きの保存."""

    act = "save_report_draft"
    button = "下書きを保存する"

    def prepare(self) -> None:
        """Every question with its answer as it stands, and the version on the screen."""
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)
        self.initial["version"] = self.subject.version
        self.fields["settles"] = forms.UUIDField(widget=forms.HiddenInput, required=False)
        for question in self.dossier.questions:
            self.fields[question.code] = AnswerField(question)
            if question.compares:
                label = f"{question.label}が前回から変わった理由"
                self.fields[question.reason_code] = AnswerField(question, label)
        self.initial.update(self.dossier.answers)

    def given(self) -> tuple[Any, ...]:
        """All answers in the order of the form."""
        answers = tuple((code, self._typed(code)) for code in self.dossier.codes)
        settles = self.cleaned_data["settles"]
        return (DraftAnswers(self.cleaned_data["version"], answers, settles),)

    def _typed(self, code: str) -> str:
        """An answer; of a field the page did not show (no reason was asked), what stood before."""
        if code in self.data:
            return str(self.cleaned_data[code])
        base = self.dossier.draft(self.cleaned_data["version"])
        return str(base.answers.get(code, "")) if base else ""


class AttachEvidence(ActForm):
    """証拠書類の添付."""

    act = "attach_evidence"
    button = "添付する"
    subject_model = Upload


class RemoveEvidence(ActForm):
    """証拠書類の取外し."""

    act = "remove_evidence"
    button = "ファイルを外す"
    subject_model = ReportFile
    about = "reports/about_file.html"

    @property
    def back_to(self) -> Report:
        """The report the file is attached to."""
        report: Report = self.subject.report
        return report

    @classmethod
    def own_rows(cls, rows: QuerySet[Model], organisation: Organisation) -> QuerySet[Model]:
        """The company's own files."""
        return rows.filter(organisation=organisation).select_related("evidence", "report")


class HandOverReport(OfReport):
    """報告書の責任者への回付."""

    act = "hand_over_report"
    button = "責任者に回付する"


class ReleaseReport(OfReport):
    """報告書の提出."""

    act = "release_report"
    button = "この内容で提出する"
    about = "reports/about_release.html"
    answers = ("version",)

    def prepare(self) -> None:
        """The version that is read here is the one that is filed."""
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)
        self.initial["version"] = self.subject.version


class ReturnReport(OfReport):
    """報告書の補正の依頼."""

    act = "return_report"
    button = "補正を依頼する"
    column_headings = ("項目", "前回", "今回", "指摘")
    knows_figures = False

    def prepare(self) -> None:
        """The reason, the date, and a comment for each answer that was given."""
        self.asked = [q for q in self.dossier.questions if self.dossier.answers.get(q.code)]
        self.fields["reason"] = forms.CharField(
            label="補正を求める理由（事業者に通知されます）", widget=forms.Textarea({"rows": 3})
        )
        self.fields["repair_until"] = DayField(label="補正の期限")
        for question in self.asked:
            self.fields[f"comment_{question.code}"] = forms.CharField(
                label=f"{question.label}への指摘", required=False,
                widget=forms.Textarea({"rows": 1}),
            )  # fmt: skip

    @property
    def rows(self) -> list[FieldRow]:
        """Last and this report side by side, with room for a comment."""
        return [
            FieldRow(
                question.label,
                (
                    self.dossier.before.get(question.code) or "―",
                    self.dossier.answers[question.code],
                ),
                (self[f"comment_{question.code}"],),
            )
            for question in self.asked
        ]

    def given(self) -> tuple[Any, ...]:
        """The return."""
        asked = self.cleaned_data
        comments = tuple(
            (q.code, asked[f"comment_{q.code}"]) for q in self.asked if asked[f"comment_{q.code}"]
        )
        return (Return(asked["reason"], asked["repair_until"], comments),)


class AcceptReport(OfReport):
    """報告書の受理."""

    act = "accept_report"
    button = "受理する"
    answers = ("filing",)

    def prepare(self) -> None:
        """The filing that was read."""
        self.fields["filing"] = forms.IntegerField(widget=forms.HiddenInput)
        filings = self.dossier.filings
        self.initial["filing"] = filings[-1].number if filings else 0
