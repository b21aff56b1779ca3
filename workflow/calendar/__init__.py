"""Pure dates: fiscal years, 和暦, business days and the due-date grammar. Reads no clock.

`workflow.calendar.holidays` is left out here because it needs a library.
"""

from workflow.calendar.due import Due, DueRule, due_again, due_of, dues_of
from workflow.calendar.due_text import DueTextError, format_due_rule, parse_due_rule
from workflow.calendar.fiscal import (
    FIRST_DAY,
    FIRST_YEAR,
    JST,
    LAST_DAY,
    LAST_YEAR,
    fiscal_period,
    fiscal_period_bounds,
    fiscal_year,
    fiscal_year_end,
    fiscal_year_start,
    is_usable_day,
    jst_day,
    month_end,
    months_later,
    quarter_end,
)
from workflow.calendar.opening import OpeningDays, bank_days, office_days
from workflow.calendar.wareki import day_text, fiscal_year_name, wareki, wareki_with_weekday

__all__ = [
    "FIRST_DAY",
    "FIRST_YEAR",
    "JST",
    "LAST_DAY",
    "LAST_YEAR",
    "Due",
    "DueRule",
    "DueTextError",
    "OpeningDays",
    "bank_days",
    "day_text",
    "due_again",
    "due_of",
    "dues_of",
    "fiscal_period",
    "fiscal_period_bounds",
    "fiscal_year",
    "fiscal_year_end",
    "fiscal_year_name",
    "fiscal_year_start",
    "format_due_rule",
    "is_usable_day",
    "jst_day",
    "month_end",
    "months_later",
    "office_days",
    "parse_due_rule",
    "quarter_end",
    "wareki",
    "wareki_with_weekday",
]
