"""What a person filled in, as words: for the page before the confirming click."""

from datetime import date, datetime
from typing import Any

from django import forms, template

from workflow.calendar import wareki_with_weekday

register = template.Library()


@register.filter
def shown(field: forms.BoundField) -> str:
    """The answer of a valid form's field. A kind of field may word its own (`shown`)."""
    value = getattr(field.form, "cleaned_data", {}).get(field.name)
    own: Any = getattr(field.field, "shown", None)
    if own is not None:
        return str(own(value))
    if isinstance(field.field, forms.ModelMultipleChoiceField):
        return "、".join(str(row) for row in value or ())
    if isinstance(field.field, forms.ChoiceField):
        return _chosen(field.field, value)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, datetime):
        return f"{wareki_with_weekday(value.date())} {value:%H:%M}"
    return wareki_with_weekday(value) if isinstance(value, date) else str(value)


def _chosen(field: forms.ChoiceField, value: Any) -> str:
    choices: Any = field.choices
    labels = {str(key): str(label) for key, label in choices}
    values = value if isinstance(value, list) else [value]
    return "、".join(labels.get(str(one), str(one)) for one in values)
