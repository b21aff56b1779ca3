"""What a reader may ask a list of cases for, in the query string."""

from datetime import date

from django import forms
from django.db.models import Q, QuerySet

from grants.models import Grant
from workflow.fields import DayField
from workflow.machines.grant import GrantState


class GrantFilter(forms.Form):
    """Words, state, and whose case."""

    q = forms.CharField(label="番号・事業名・事業者", required=False, max_length=100)
    state = forms.ChoiceField(
        label="状態", required=False, choices=[("", "すべて"), *GrantState.choices]
    )

    def narrowed(self, rows: QuerySet[Grant]) -> QuerySet[Grant]:
        """The rows asked for; a wish that was not understood narrows nothing."""
        self.full_clean()
        asked = getattr(self, "cleaned_data", {})
        if asked.get("state"):
            rows = rows.filter(state=asked["state"])
        for word in str(asked.get("q") or "").split():
            rows = rows.filter(
                Q(number__icontains=word)
                | Q(title__icontains=word)
                | Q(organisation__name__icontains=word)
                | Q(decision_number__icontains=word)
            )
        return rows


class OnForm(forms.Form):
    """A day to reckon for."""

    on = DayField(label="計算する日", required=False)

    def day_or(self, today: date) -> date:
        """The day asked for, or today."""
        self.full_clean()
        found: date | None = getattr(self, "cleaned_data", {}).get("on")
        return found or today
