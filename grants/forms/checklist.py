"""What the page asks for one item of the checklist: the facts it is reckoned from, or a verdict."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from grants.acts.judge_checklist_item import Judgement
from grants.application_files import filed_files
from grants.checklist import Ask
from grants.forms.subjects import GrantForm
from grants.models import ChecklistItem
from grants.models.policy import VERDICTS
from grants.review import asks_of_item, items_of, known_facts, newest_answers
from workflow.fields import DayField

YES_NO = [("", "選んでください"), ("yes", "はい"), ("no", "いいえ")]


class JudgeChecklistItem(GrantForm):
    """審査項目の判定."""

    act = "judge_checklist_item"
    button = "判定を記録する"
    about = "acts/about_checklist.html"

    def prepare(self) -> None:
        """The item named in the address (the first open one otherwise) and what it asks."""
        self.item = self._item()
        self.facts_asked = asks_of_item(self.item) if self.item else []
        code = self.item.code if self.item else ""
        self.fields["code"] = forms.CharField(widget=forms.HiddenInput, max_length=10)
        self.initial["code"] = code
        known = known_facts(self.grant)
        for ask in self.facts_asked:
            self.fields[f"fact_{ask.name}"] = _field_of(ask)
            self.initial[f"fact_{ask.name}"] = _shown(known.get(ask.name))
        if self.item and self.item.predicate is None:
            self.fields["verdict"] = forms.ChoiceField(
                label="判定", required=False, choices=[("", "選んでください"), *VERDICTS]
            )
            self.fields["reason"] = forms.CharField(
                label="判定の理由", required=False, widget=forms.Textarea(attrs={"rows": 3})
            )
        self._ask_where()

    def given(self) -> tuple[Any, ...]:
        """The judgement; facts not filled in are left out, and the act names them."""
        asked = self.cleaned_data
        facts = [(ask.name, _fact(ask, asked.get(f"fact_{ask.name}"))) for ask in self.facts_asked]
        return (
            Judgement(
                code=asked["code"],
                evidence=asked["evidence"],
                page=asked["page"],
                facts=tuple((name, value) for name, value in facts if value is not None),
                verdict=asked.get("verdict", ""),
                reason=asked.get("reason", ""),
                file_id=asked["file"],
            ),
        )

    def _ask_where(self) -> None:
        """In which paper and on which page it stands; the file it is in, where it was attached."""
        files = {str(file.evidence_id): file.evidence.filename for file in filed_files(self.grant)}
        read = files.get(self.request.GET.get("file", ""))
        asked_for = self.item.evidence if self.item else ""
        self.fields["file"] = forms.TypedChoiceField(
            label="添付資料", required=False, coerce=UUID, empty_value=None,
            choices=[("", "添付資料のほか（紙など）"), *files.items()],
            initial=self.request.GET["file"] if read else "",
        )  # fmt: skip
        self.fields["evidence"] = forms.CharField(
            label="根拠資料", max_length=200, initial=read or asked_for
        )
        self.fields["page"] = forms.CharField(label="ページ", max_length=40)

    def _item(self) -> ChecklistItem | None:
        items = items_of(self.grant)
        code = self.data.get("code") or self.request.GET.get("code")
        done = newest_answers(self.grant)
        chosen = [item for item in items if item.code == code]
        still_open = [item for item in items if item.code not in done]
        return next(iter([*chosen, *still_open, *items]), None)


def _field_of(ask: Ask) -> forms.Field:
    label = f"{ask.label}（{ask.unit}）" if ask.unit else ask.label
    if ask.kind is bool:
        return forms.ChoiceField(label=label, required=False, choices=YES_NO)
    if ask.kind is int:
        return forms.IntegerField(label=label, required=False, min_value=0)
    if ask.kind is date:
        return DayField(label=label, required=False)
    if ask.choices:
        choices = [("", "選んでください"), *((choice, choice) for choice in ask.choices)]
        return forms.ChoiceField(label=label, required=False, choices=choices)
    return forms.CharField(label=label, required=False, max_length=100)


def _fact(ask: Ask, value: Any) -> Any:
    """What was filled in, in the fact's own kind; None where nothing was."""
    if value in ("", None):
        return None
    return value == "yes" if ask.kind is bool else value


def _shown(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
