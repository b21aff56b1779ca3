"""Which view of the books an auditor takes home."""

from typing import Any

from django import forms

from fund.audit.bundle import Wanted
from fund.books import FUND_SEGMENT
from fund.queries import segments
from workflow.fields import DayField


class BundleForm(forms.Form):
    """A 勘定, and up to when its readable files go."""

    segment = forms.ChoiceField(label="勘定")
    as_of = DayField(
        label="基準日", required=False, help_text="この日までの取引。空欄なら全ての取引です。"
    )
    known_on = DayField(
        label="この日までに記帳", required=False, help_text="空欄なら封印された全ての仕訳です。"
    )
    known = forms.IntegerField(label="仕訳番号まで", required=False, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the 勘定 there are, the fund's own first."""
        super().__init__(*args, **kwargs)
        offered = sorted(segments(), key=lambda s: s.code != FUND_SEGMENT)
        field = self.fields["segment"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(s.code, f"{s.code} {s.name}") for s in offered]

    def clean(self) -> dict[str, Any]:
        """One knowledge, not two."""
        given = super().clean() or {}
        if given.get("known") is not None and given.get("known_on"):
            raise forms.ValidationError(
                "「この日までに記帳」と「仕訳番号まで」は、どちらか一方を指定してください。"
            )
        return given

    def wanted(self) -> Wanted:
        """What is asked for, once the form is valid."""
        given = self.cleaned_data
        known = given["known"] if given["known"] is not None else given["known_on"]
        return Wanted(given["segment"], given["as_of"], known)
