"""What a reader may ask of a statement, in the query string."""

from datetime import date

from fund.forms.filters import KnownForm
from workflow.fields import DayField


class StatementForm(KnownForm):
    """The month's statement up to an earlier day of it, as known then."""

    as_of = DayField(label="基準日（月の途中の日）", required=False)
    field_order = ("as_of", "known", "known_on")

    def until_on(self, month_end: date) -> date:
        """The day asked for, if it lies in the month."""
        asked: date | None = self.given().get("as_of")
        is_inside = asked is not None and month_end.replace(day=1) <= asked <= month_end
        return asked if asked is not None and is_inside else month_end
