"""Fiscal years, periods, quarters and months."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.calendar import (
    fiscal_period,
    fiscal_period_bounds,
    fiscal_year,
    fiscal_year_end,
    fiscal_year_start,
    jst_day,
    month_end,
    months_later,
    quarter_end,
)

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def test_a_fiscal_year_runs_from_april_to_march() -> None:
    assert fiscal_year(date(2026, 3, 31)) == 2025
    assert fiscal_year(date(2026, 4, 1)) == 2026
    assert fiscal_year(date(2027, 3, 31)) == 2026
    assert (fiscal_year_start(2026), fiscal_year_end(2026)) == (date(2026, 4, 1), date(2027, 3, 31))


def test_april_is_period_one_and_march_twelve() -> None:
    assert fiscal_period(date(2026, 4, 1)) == 202601
    assert fiscal_period(date(2026, 12, 31)) == 202609
    assert fiscal_period(date(2027, 1, 1)) == 202610
    assert fiscal_period(date(2027, 3, 31)) == 202612
    assert fiscal_period_bounds(202612) == (date(2027, 3, 1), date(2027, 3, 31))
    assert fiscal_period_bounds(202711) == (date(2028, 2, 1), date(2028, 2, 29))


@pytest.mark.parametrize("period", [202600, 202613, 202699])
def test_only_twelve_periods_are_months(period: int) -> None:
    with pytest.raises(ValueError, match="not a month"):
        fiscal_period_bounds(period)


@given(days)
def test_every_day_lies_in_its_year_and_period(day: date) -> None:
    year = fiscal_year(day)
    assert fiscal_year_start(year) <= day <= fiscal_year_end(year)
    first, last = fiscal_period_bounds(fiscal_period(day))
    assert first <= day <= last == month_end(day)
    assert fiscal_period(day) // 100 == year
    assert fiscal_period(last + timedelta(days=1)) != fiscal_period(day)


@given(days)
def test_a_quarter_ends_with_its_third_month(day: date) -> None:
    end = quarter_end(day)
    assert (end.month, end.day) in {(3, 31), (6, 30), (9, 30), (12, 31)}
    assert timedelta(0) <= end - day < timedelta(days=92)
    assert fiscal_year(end) == fiscal_year(day)


def test_a_corresponding_day_may_not_exist() -> None:
    assert months_later(date(2026, 1, 31), 1) is None
    assert months_later(date(2027, 12, 29), 2) == date(2028, 2, 29)
    assert months_later(date(2026, 11, 30), 15) is None
    assert months_later(date(2026, 12, 1), 1) == date(2027, 1, 1)


def test_a_day_begins_at_midnight_in_japan() -> None:
    assert jst_day(datetime(2027, 5, 31, 14, 59, 59, 900_000, tzinfo=UTC)) == date(2027, 5, 31)
    assert jst_day(datetime(2027, 5, 31, 15, 0, tzinfo=UTC)) == date(2027, 6, 1)
    with pytest.raises(AssertionError):
        jst_day(datetime(2027, 5, 31, 15, 0))  # noqa: DTZ001 - the mistake itself
