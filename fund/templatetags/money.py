"""Amounts as the pages show them: whole yen, commas, △ for a negative. None is ``―``."""

from django import template

from fund.money import format_amount, format_yen

register = template.Library()

NONE = "―"


@register.filter
def yen(value: int | None) -> str:
    """``331,600,000,000円``, for a sentence."""
    return NONE if value is None else format_yen(value)


@register.filter
def amount(value: int | None) -> str:
    """``331,600,000,000``, for a column whose heading names the unit."""
    return NONE if value is None else format_amount(value)


@register.filter
def amount_or_text(value: object) -> str:
    """Yen with commas, any other value as it is; None is ``―``."""
    if value is None:
        return NONE
    return format_amount(value) if type(value) is int else str(value)
