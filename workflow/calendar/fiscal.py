"""Fiscal years (1 April to 31 March), their periods and month ends, and the day in Japan.

A fiscal year is named by the calendar year it begins in. A fiscal period is a month written as
FY × 100 + n, April being 1 and March 12; 13 is the ledger's 決算整理 and has no month.
"""

import calendar
from datetime import date, datetime
from zoneinfo import ZoneInfo

JST = ZoneInfo("Asia/Tokyo")

# Years and days that somebody may write or ask for; outside them a year was mistyped, and neither
# 和暦 nor the calendar's next day need exist.
FIRST_YEAR, LAST_YEAR = 2000, 2199
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(LAST_YEAR, 12, 31)

_APRIL = 4


def jst_day(moment: datetime) -> date:
    """The calendar day in Japan of an aware moment."""
    assert moment.tzinfo is not None, "a moment without a zone has no day"
    return moment.astimezone(JST).date()


def is_usable_day(day: date) -> bool:
    """Whether a person may mean this day: from FIRST_DAY to LAST_DAY."""
    return FIRST_DAY <= day <= LAST_DAY


def fiscal_year(day: date) -> int:
    """The fiscal year a day lies in: 2027-03-31 is in 2026."""
    return day.year if day.month >= _APRIL else day.year - 1


def fiscal_year_start(year: int) -> date:
    """1 April."""
    return date(year, 4, 1)


def fiscal_year_end(year: int) -> date:
    """31 March of the following calendar year."""
    return date(year + 1, 3, 31)


def fiscal_period(day: date) -> int:
    """The period a day lies in: 2026-04-01 is 202601, 2027-03-31 is 202612."""
    return fiscal_year(day) * 100 + (day.month - _APRIL) % 12 + 1


def fiscal_period_bounds(period: int) -> tuple[date, date]:
    """First and last day of a monthly period. Raises ValueError for any other number."""
    year, n = divmod(period, 100)
    if not 1 <= n <= 12:
        raise ValueError(f"period {period} is not a month")
    month = (n + _APRIL - 2) % 12 + 1
    first = date(year if month >= _APRIL else year + 1, month, 1)
    return first, month_end(first)


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def quarter_end(day: date) -> date:
    """The last day of the quarter: 30 June, 30 September, 31 December or 31 March."""
    return month_end(day.replace(day=1, month=(day.month + 2) // 3 * 3))


def months_later(day: date, months: int) -> date | None:
    """The same day of the month `months` later (応当日), or None where that month lacks it."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day > calendar.monthrange(year, month0 + 1)[1]:
        return None
    return date(year, month0 + 1, day.day)
