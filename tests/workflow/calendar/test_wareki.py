"""和暦."""

from datetime import date

import pytest

from workflow.calendar import fiscal_year_name, wareki, wareki_with_weekday


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 23), "令和8年11月23日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1873, 1, 1), "明治6年1月1日"),
    ],
)
def test_an_era_begins_on_its_first_day_with_the_year_gannen(day: date, written: str) -> None:
    assert wareki(day) == written


def test_days_before_the_gregorian_calendar_have_no_wareki() -> None:
    with pytest.raises(ValueError, match="before the eras"):
        wareki(date(1872, 12, 31))


def test_the_weekday_may_follow() -> None:
    assert wareki_with_weekday(date(2027, 3, 21)) == "令和9年3月21日(日)"
    assert wareki_with_weekday(date(2026, 11, 23)) == "令和8年11月23日(月)"


@pytest.mark.parametrize(
    ("year", "name"),
    [
        (2026, "令和8年度"),
        (2019, "令和元年度"),
        (2018, "平成30年度"),
        (1989, "平成元年度"),
        (1988, "昭和63年度"),
    ],
)
def test_a_fiscal_year_is_named_by_the_era_of_its_december(year: int, name: str) -> None:
    assert fiscal_year_name(year) == name
