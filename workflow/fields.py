"""Form fields every layer uses."""

from datetime import date
from typing import Any

from django import forms

from workflow.calendar import FIRST_DAY, LAST_DAY, is_usable_day


class DayField(forms.DateField):
    """A day, picked or typed; 2026-11-23 and 2026/11/23 are understood, a mistyped year is not."""

    def __init__(self, **kwargs: Any) -> None:
        """Show the browser's own date picker, whose value is always ISO 8601."""
        limits = {"min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
        kwargs.setdefault("widget", forms.DateInput({"type": "date", **limits}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d"])
        super().__init__(**kwargs)

    def validate(self, value: date | None) -> None:
        """A day that somebody can mean."""
        super().validate(value)
        if value is not None and not is_usable_day(value):
            raise forms.ValidationError(
                f"{FIRST_DAY.year}年から{LAST_DAY.year}年までの日付を入力してください。"
            )
