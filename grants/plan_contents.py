"""What a certified plan says item by item (推進法9条3項), as METI's notice gives it.

The items are rows of the law (`plan_content.N`, N the number in 9条3項). The kind of goods (1号)
and the end of the period are columns of the plan.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django import forms

from grants.models import Plan
from workflow.law import codes_on
from workflow.problems import Problem

FAMILY = "plan_content"
FIELD = "content_"


def items_on(day: date) -> dict[str, str]:
    """The items of the law on a day, each with its title."""
    return codes_on(FAMILY, day)


def problems_with_contents(given: Iterable[tuple[str, str]], day: date) -> list[Problem]:
    """Only what the law lists is kept, each once."""
    codes = [code for code, _ in given]
    if len(set(codes)) == len(codes) and set(codes) <= set(items_on(day)):
        return []
    return [
        Problem(
            "contents",
            "計画の内容に、推進法9条3項にない事項又は重複があります。",
            "画面を開き直してください。",
        )
    ]


def kept(given: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The contents as the plan keeps them: what the notice is silent about is left out."""
    return {code: text.strip() for code, text in given if text.strip()}


def contents_of(plan: Plan) -> list[tuple[str, str]]:
    """Title and text of every item of the law of the certification's day, said or not."""
    items = items_on(plan.certified_on)
    return [(title, plan.contents.get(code, "")) for code, title in items.items()]


def add_fields(form: forms.Form, day: date, said: Mapping[str, str]) -> None:
    """A field for each item, with what the plan says now."""
    for code, title in items_on(day).items():
        form.fields[f"{FIELD}{code}"] = forms.CharField(
            label=title, required=False, initial=said.get(code, ""),
            widget=forms.Textarea(attrs={"rows": 2}), help_text="通知書にあるとおり",
        )  # fmt: skip


def typed(answers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What was typed into these fields, item by item; what was left empty is not said."""
    return tuple(
        (name.removeprefix(FIELD), text)
        for name, text in answers.items()
        if name.startswith(FIELD) and text.strip()
    )
