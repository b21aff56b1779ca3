"""The worksheet day by day: on each day the principal counted, and the charges up to then."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from grants.surcharge import Charge, Period


@dataclass(frozen=True, slots=True)
class Day:
    """One day: what is counted on it, in yen, and each charge from its first day to this one.

    The charges are cut to whole yen from the sum of yen × days, never day by day.
    """

    on: date
    surcharge_base_yen: int
    late_base_yen: int
    surcharge_yen: int
    late_yen: int

    @property
    def total_yen(self) -> int:
        """Both charges up to this day."""
        return self.surcharge_yen + self.late_yen


@dataclass(frozen=True)
class Month:
    """The days of one month, in order."""

    first: date
    days: tuple[Day, ...]

    @property
    def last(self) -> Day:
        """How far the charges had come as the month's days end."""
        return self.days[-1]


def days_of(worksheet: Iterable[Period], rate: Fraction) -> Iterator[Day]:
    """Every day from the first period's first to the last one's last. rate: per day."""
    bases: dict[int, dict[Charge, int]] = {}
    for period in worksheet:
        for day in range(period.from_on.toordinal(), period.to_on.toordinal() + 1):
            bases.setdefault(day, {})[period.kind] = period.base_yen
    run = dict.fromkeys(Charge, 0)
    for day in range(min(bases, default=0), max(bases, default=-1) + 1):
        counted = bases.get(day, {})
        for kind in Charge:
            run[kind] += counted.get(kind, 0)
        yield Day(
            date.fromordinal(day),
            counted.get(Charge.SURCHARGE, 0),
            counted.get(Charge.LATE, 0),
            *(run[kind] * rate.numerator // rate.denominator for kind in Charge),
        )


def months_of(worksheet: Iterable[Period], rate: Fraction) -> list[Month]:
    """The same days by month."""
    grouped = groupby(days_of(worksheet, rate), key=lambda day: day.on.replace(day=1))
    return [Month(first, tuple(days)) for first, days in grouped]
