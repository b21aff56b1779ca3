"""The last report of the invariants, for the pages: a convenience, asking again is the truth."""

from typing import Any

from django.core.cache import cache

from fund.checks.run import Report

KEY = "last-verification"


def remember(report: Report) -> None:
    """Keep a report until the next one."""
    cache.set(KEY, report.as_dict(), timeout=None)


def last_report() -> dict[str, Any] | None:
    """The report kept last, as plain values; None when there is none (or the cache was emptied)."""
    found: dict[str, Any] | None = cache.get(KEY)
    return found
