"""Form fields for yen and rates: what a person types, read by `fund.money`."""

from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fund.money import MoneyTextError, format_amount, format_rate, format_yen, parse_rate, parse_yen


class YenField(forms.CharField):
    """Whole yen. Commas, full-width digits, ¥ and 円 are understood; the value is an int."""

    def __init__(self, **kwargs: Any) -> None:
        """A right-aligned box that opens the number pad."""
        attributes = {"inputmode": "numeric", "autocomplete": "off"}
        kwargs.setdefault("widget", forms.TextInput(attributes))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> int | None:
        """Yen, or None where nothing was typed and nothing need be."""
        text = str(super().clean(value) or "")
        if not text:
            return None
        try:
            return parse_yen(text)
        except MoneyTextError as error:
            raise ValidationError(str(error), code="yen") from error

    def prepare_value(self, value: Any) -> Any:
        """An amount the program gives is shown with commas; what a person typed stays."""
        return format_amount(value) if type(value) is int else value

    def shown(self, value: int | None) -> str:
        """The answer in a sentence."""
        return "―" if value is None else format_yen(value)


class RateField(forms.CharField):
    """A rate typed as a fraction; the value is a Fraction. Zero is refused but where it may be."""

    def __init__(self, *, may_be_zero: bool = False, **kwargs: Any) -> None:
        """may_be_zero: of a paper that bears no interest."""
        self.may_be_zero = may_be_zero
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Fraction | None:
        """The rate, or None where nothing was typed and nothing need be."""
        text = str(super().clean(value) or "")
        if not text:
            return None
        try:
            return parse_rate(text, may_be_zero=self.may_be_zero)
        except MoneyTextError as error:
            raise ValidationError(str(error), code="rate") from error

    def prepare_value(self, value: Any) -> Any:
        """A rate the program gives is shown as a fraction."""
        return format_rate(value) if type(value) is Fraction else value

    def shown(self, value: Fraction | None) -> str:
        """The answer in a sentence."""
        return "―" if value is None else format_rate(value)
