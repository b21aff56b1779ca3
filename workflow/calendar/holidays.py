"""National holidays (国民の祝日に関する法律) as data to fill a table of closed days with.

Computed by a library, so right only while the law stays as it is: the equinoxes are fixed in
the Official Gazette of the preceding February, and holidays have been moved by special acts.
The table in the database decides; this fills it.
"""

from datetime import date
from functools import cache

import jpholiday


def national_holidays(first_year: int, last_year: int) -> dict[date, str]:
    """Day and name of every national holiday of these calendar years, substitutes included."""
    found: dict[date, str] = {}
    for year in range(first_year, last_year + 1):
        found.update(_holidays_of(year))
    return found


@cache
def _holidays_of(year: int) -> list[tuple[date, str]]:
    return list(jpholiday.year_holidays(year))
