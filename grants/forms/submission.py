"""What the pages ask when a company files a notice or an application, and when NEDO returns one."""

from typing import Any

from django import forms

from fund.fields import YenField
from grants.acts.file_submission import Submitted
from grants.forms.subjects import GrantForm, PartForm, text_field
from grants.models import Submission
from grants.submissions import KINDS, Asked, first_values, kinds_open, shown, waiting
from workflow.act_forms import ActForm
from workflow.fields import DayField


class FileSubmission(GrantForm):
    """届出・申請の提出: of the kind the link names, or the first that is open."""

    act = "file_submission"
    button = "提出する"
    about = "acts/about_filing.html"
    answers = ("kind",)

    def prepare(self) -> None:
        """The questions of the kind."""
        opened = kinds_open(self.grant, self.request.today)
        asked = self.data.get("kind") or self.request.GET.get("kind", "")
        self.kind = asked if asked in KINDS else next(iter(opened), "START")
        self.title, self.article = KINDS[self.kind].title, KINDS[self.kind].article
        self.fields["kind"] = forms.CharField(widget=forms.HiddenInput, initial=self.kind)
        for question in KINDS[self.kind].asked:
            self.fields[question.name] = self.field_of(question)

    def field_of(self, asked: Asked) -> forms.Field:
        """The field of a question."""
        if asked.kind == "day":
            return DayField(label=asked.label)
        if asked.kind == "yen":
            return YenField(label=asked.label)
        if asked.choices is not None:
            choices = asked.choices(self.grant, self.request.today)
            return forms.ChoiceField(label=asked.label, choices=choices)
        if asked.kind == "line":
            return forms.CharField(label=asked.label, max_length=200)
        return text_field(asked.label)

    def given(self) -> tuple[Any, ...]:
        """Kind and answers, each as text."""
        said = self.cleaned_data
        names = [asked.name for asked in KINDS[self.kind].asked]
        return (Submitted(self.kind, tuple((name, str(said[name])) for name in names)),)


class ReturnSubmission(PartForm):
    """届出・申請の返付."""

    act = "return_submission"
    button = "返付する"
    subject_model = Submission
    about = "acts/about_submission.html"
    is_danger = True
    answers = ("reason",)

    reason = text_field("返付の理由（事業者に通知されます）")

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What was filed."""
        return shown(self.subject)


def begin_with(form: ActForm, kind: str) -> Submission | None:
    """Let an officer's form begin with what the company filed of a kind, if it waits."""
    found = waiting(form.subject, kind)
    if found is not None:
        form.initial.update(first_values(found, form.fields))
    return found
