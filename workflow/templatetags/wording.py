"""Dates, deadlines and states as the pages word them.

Dates and moments come as ``<time>`` elements; a moment is judged in Asia/Tokyo. None is ``―``.
"""

from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from workflow.calendar import JST, day_text, fiscal_year_name, jst_day
from workflow.calendar import wareki as wareki_text

register = template.Library()

NONE = "―"
SOON_DAYS = 7
WEEKDAYS = "月火水木金土日"

# What a state asks of the reader. Codes not named here are drawn without a tone.
TONES = {
    "working": (
        "SUBMITTED UNDER_REVIEW RUNNING COMPLETED_REPORTED UNDER_INSPECTION MONITORING"
        " REQUESTED CHECKED FILE_SENT PART_PAID PRINCIPAL_PAID OPEN open"
    ),
    "waiting": (
        "RETURNED APPROVAL CHANGE_PENDING CHANGE_ORDERED CHARGES_BILLED ORDERED"
        " DISPOSAL_REQUESTED returned"
    ),
    "done": (
        "DECIDED AMOUNT_FIXED SETTLED CERTIFIED CHANGED APPROVED CONFIRMED CLEARED ACCEPTED"
        " met approved"
    ),
    "stop": (
        "REJECTED SUSPENDED CORRECTION_ORDERED PARTLY_CANCELLED CANCELLED FAILED REFUSED"
        " OVERDUE COMPULSORY REVOKED"
    ),
    "ended": "WITHDRAWN ABOLISHED CLOSED ENDED WAIVED DISPOSED RELEASED superseded cancelled",
}
TONE_OF_STATE = {state: tone for tone, states in TONES.items() for state in states.split()}


def _day_of(value: date | datetime) -> date:
    return jst_day(value) if isinstance(value, datetime) else value


def _time(iso: str, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', iso, text)


@register.filter
def wareki(value: date | datetime | None) -> str:
    """``令和8年11月23日``."""
    if value is None:
        return NONE
    day_itself = _day_of(value)
    return _time(day_itself.isoformat(), wareki_text(day_itself))


@register.filter
def day(value: date | datetime | None) -> str:
    """``2026年11月23日(月)``."""
    if value is None:
        return NONE
    on = _day_of(value)
    return _time(on.isoformat(), f"{day_text(on)}({WEEKDAYS[on.weekday()]})")


@register.filter
def short_day(value: date | datetime | None) -> str:
    """``2026/11/23``, for columns."""
    if value is None:
        return NONE
    on = _day_of(value)
    return _time(on.isoformat(), f"{on:%Y/%m/%d}")


@register.filter
def jst(value: datetime | None) -> str:
    """``2026/11/23 10:00``."""
    return _moment(value, "%Y/%m/%d %H:%M")


@register.filter
def jst_seconds(value: datetime | None) -> str:
    """``2026/11/23 10:00:05``, where the second decides (receipts, records)."""
    return _moment(value, "%Y/%m/%d %H:%M:%S")


@register.filter
def jst_time(value: datetime | None) -> str:
    """``10:00``."""
    return _moment(value, "%H:%M")


def _moment(value: datetime | None, pattern: str) -> str:
    if value is None:
        return NONE
    local = value.astimezone(JST)
    return _time(local.isoformat(timespec="seconds"), local.strftime(pattern))


@register.filter
def fiscal_year(year: int | None) -> str:
    """``令和8年度`` of the year it begins in."""
    return NONE if year is None else fiscal_year_name(year)


@register.filter
def days_left(due_on: date, today: date) -> str:
    """``あと12日``, ``本日``, ``3日経過``."""
    days = (due_on - today).days
    if days < 0:
        return f"{-days}日経過"
    return f"あと{days}日" if days else "本日"


@register.filter
def urgency(due_on: date, today: date) -> str:
    """``late``, ``soon`` (a week or less) or ``later``: the colour of a deadline."""
    days = (due_on - today).days
    if days < 0:
        return "late"
    return "soon" if days <= SOON_DAYS else "later"


@register.filter
def tone(state: str) -> str:
    """The tone of a state's tag: draft, working, waiting, done, stop or ended."""
    return TONE_OF_STATE.get(state, "draft")
