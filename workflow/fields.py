"""Form fields every layer uses."""

from typing import Any

from django import forms


class DayField(forms.DateField):
    """A day, picked or typed; 2026-11-23 and 2026/11/23 are understood."""

    def __init__(self, **kwargs: Any) -> None:
        """Show the browser's own date picker, whose value is always ISO 8601."""
        kwargs.setdefault("widget", forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d"])
        super().__init__(**kwargs)
