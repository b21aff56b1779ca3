"""What a reader may ask a list of the ledger for, in the query string."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from fund.as_of import head_at, known_on
from fund.browsing import Wanted
from fund.events import EVENT_NAMES
from fund.queries import Head, head
from workflow.fields import DayField


@dataclass(frozen=True)
class Clocks:
    """A reader's two clocks: the day, or None for all, and the head as it stood for them."""

    as_of: date | None
    known: Head
    is_newest: bool


class KnownForm(forms.Form):
    """What was known: by an entry's number or by the end of a day; the earlier of the two."""

    known = forms.IntegerField(label="仕訳番号まで", required=False, min_value=0)
    known_on = DayField(label="この日までに記帳", required=False)

    def given(self) -> dict[str, Any]:
        """What was understood of the query; the rest is left out."""
        self.full_clean()
        return getattr(self, "cleaned_data", {})

    def known_head(self, segment: int) -> tuple[Head, bool]:
        """The head as it stood, and whether it is the newest one."""
        newest, given = head(segment), self.given()
        seq = newest.seq
        if given.get("known") is not None:
            seq = min(seq, given["known"])
        if given.get("known_on"):
            seq = min(seq, known_on(segment, given["known_on"]))
        if seq == newest.seq:
            return newest, True
        return head_at(segment, seq) or Head(0, "0" * 64, newest.recorded_at), False


class AsOfForm(KnownForm):
    """A trial balance's two clocks."""

    as_of = DayField(label="基準日（この日までの取引）", required=False)
    field_order = ("as_of", "known", "known_on")

    def clocks(self, segment: int) -> Clocks:
        """The clocks as the reader set them."""
        known, is_newest = self.known_head(segment)
        return Clocks(self.given().get("as_of"), known, is_newest)


class LinesForm(KnownForm):
    """Which lines of an account."""

    from_on = DayField(label="自", required=False)
    until_on = DayField(label="至", required=False)
    event = forms.ChoiceField(
        label="事由", required=False, choices=[("", "すべて"), *EVENT_NAMES.items()]
    )
    field_order = ("from_on", "until_on", "event", "known", "known_on")

    def wanted(self, known: Head) -> Wanted:
        """The wish as the reader of the ledger takes it; what was not understood is left out."""
        given = self.given()
        return Wanted(
            given.get("from_on"),
            given.get("until_on"),
            given.get("event") or "",
            known.seq,
        )


class DifferenceForm(forms.Form):
    """Two knowledge numbers or days, and the day whose books are compared."""

    as_of = DayField(label="基準日（この日までの取引）", required=False)
    earlier = forms.IntegerField(label="先の仕訳番号", required=False, min_value=0)
    earlier_on = DayField(label="又は先の日", required=False)
    later = forms.IntegerField(label="後の仕訳番号", required=False, min_value=0)
    later_on = DayField(label="又は後の日", required=False)

    def clean(self) -> dict[str, Any]:
        """One moment each, not two."""
        given = super().clean() or {}
        for name, label in (("earlier", "先"), ("later", "後")):
            if given.get(name) is not None and given.get(f"{name}_on"):
                raise forms.ValidationError(
                    f"{label}の時点は、仕訳番号と日のどちらか一方を指定してください。"
                )
        return given

    def numbers(self, segment: int) -> tuple[int, int]:
        """The two numbers; where nothing was given, before the first entry and the newest one.

        In the wrong order they are an error of the form.
        """
        self.full_clean()
        given, newest = getattr(self, "cleaned_data", {}), head(segment).seq
        earlier, later = (
            self._number(segment, given, name, default)
            for name, default in (("earlier", 0), ("later", newest))
        )
        earlier, later = min(earlier, newest), min(later, newest)
        if earlier > later:
            self.add_error(None, "先の時点が後の時点より後です。入れ替えて指定してください。")
        return earlier, later

    @staticmethod
    def _number(segment: int, given: dict[str, Any], name: str, default: int) -> int:
        if given.get(name) is not None:
            return int(given[name])
        day = given.get(f"{name}_on")
        return known_on(segment, day) if day else default
