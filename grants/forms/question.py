"""What the pages ask in a thread between a company and NEDO."""

from django import forms

from grants.forms.subjects import GrantForm, PartForm, text_field
from grants.models import Question


class AskQuestion(GrantForm):
    """照会."""

    act = "ask_question"
    answers = ("clause", "text")
    button = "照会する"

    clause = forms.CharField(
        label="対象の条項・項目", max_length=100, help_text="例: 交付条件 3、費目 設備費、4条2項"
    )
    text = text_field("照会の内容（相手方に通知されます）")


class ThreadForm(PartForm):
    """An act on a thread."""

    subject_model = Question
    about = "acts/about_question.html"


class AnswerQuestion(ThreadForm):
    """照会への回答・再照会."""

    act = "answer_question"
    answers = ("text",)
    button = "記録して相手方に伝える"

    text = text_field("内容（相手方に通知されます）")


class CloseQuestion(ThreadForm):
    """照会の終了."""

    act = "close_question"
    button = "照会を終了する"
