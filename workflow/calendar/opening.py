"""Business days: the office's and the bank's, with national and own closed days given as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

_ONE_DAY = timedelta(days=1)
_YEAR_END_OFFICE = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})
_YEAR_END_BANK = frozenset({(12, 31), (1, 1), (1, 2), (1, 3)})


@dataclass(frozen=True)
class OpeningDays:
    """When somebody is open. closed: day → name of national holidays and own closed days.

    Saturdays, Sundays and the turn of the year are closed without being listed. opened: days on
    which they work all the same; such a day goes before everything else.
    """

    open_day: str
    year_end: frozenset[tuple[int, int]]
    closed: Mapping[date, str] = field(repr=False, hash=False)
    opened: frozenset[date] = frozenset()

    def why_closed(self, day: date) -> str:
        """The reason in Japanese, or an empty text on an open day."""
        if day in self.opened:
            return ""
        if day in self.closed:
            return self.closed[day]
        if day.weekday() >= 5:
            return "日曜日" if day.weekday() == 6 else "土曜日"
        return "年末年始の休業日" if (day.month, day.day) in self.year_end else ""

    def is_open(self, day: date) -> bool:
        """True on a business day."""
        return not self.why_closed(day)

    def next_open(self, day: date) -> date:
        """The day itself when open, else the first open day after it."""
        while not self.is_open(day):
            day += _ONE_DAY
        return day

    def previous_open(self, day: date) -> date:
        """The day itself when open, else the last open day before it."""
        while not self.is_open(day):
            day -= _ONE_DAY
        return day

    def add_open_days(self, day: date, count: int) -> date:
        """The count-th open day after `day`, or before it for a negative count; 0 is `day`."""
        for _ in range(count):
            day = self.next_open(day + _ONE_DAY)
        for _ in range(-count):
            day = self.previous_open(day - _ONE_DAY)
        return day


def office_days(closed: Mapping[date, str], opened: frozenset[date] = frozenset()) -> OpeningDays:
    """Government offices: closed 29 December to 3 January (行政機関の休日に関する法律1条)."""
    return OpeningDays("開庁日", _YEAR_END_OFFICE, MappingProxyType(dict(closed)), opened)


def bank_days(closed: Mapping[date, str], opened: frozenset[date] = frozenset()) -> OpeningDays:
    """Banks: closed 31 December to 3 January (銀行法施行令5条)."""
    return OpeningDays("銀行営業日", _YEAR_END_BANK, MappingProxyType(dict(closed)), opened)
