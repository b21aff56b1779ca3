"""和暦: days and fiscal years as they are written in Japanese official papers."""

from datetime import date

# Since the Gregorian calendar came into use on 明治6年1月1日; an era's first day belongs to it.
_ERAS = (
    (date(2019, 5, 1), 2019, "令和"),
    (date(1989, 1, 8), 1989, "平成"),
    (date(1926, 12, 25), 1926, "昭和"),
    (date(1912, 7, 30), 1912, "大正"),
    (date(1873, 1, 1), 1868, "明治"),
)
_WEEKDAYS = "月火水木金土日"


def era_year(day: date) -> str:
    """Era and year without 年: `令和8`, the first year being `令和元`. From 1873 on."""
    for begins_on, first_year, era in _ERAS:
        if day >= begins_on:
            year = day.year - first_year + 1
            return f"{era}{'元' if year == 1 else year}"
    raise ValueError(f"{day} lies before the eras known here")


def day_text(day: date) -> str:
    """`2026年11月23日`, as days stand in sentences on pages and in mails."""
    return f"{day.year}年{day.month}月{day.day}日"


def wareki(day: date) -> str:
    """`令和8年11月23日`, `令和元年5月1日`."""
    return f"{era_year(day)}年{day.month}月{day.day}日"


def wareki_with_weekday(day: date) -> str:
    """`令和9年3月21日(日)`."""
    return f"{wareki(day)}({_WEEKDAYS[day.weekday()]})"


def fiscal_year_name(year: int) -> str:
    """`令和8年度`; 2019 is `令和元年度`, for a year is named by the era of its December."""
    return f"{era_year(date(year, 12, 31))}年度"
