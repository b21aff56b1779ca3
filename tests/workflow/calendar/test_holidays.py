"""The holidays a table of closed days is filled with."""

from datetime import date

from workflow.calendar.holidays import national_holidays


def test_substitute_and_sandwiched_holidays_are_included() -> None:
    found = national_holidays(2026, 2027)
    assert found[date(2026, 5, 6)].endswith("振替休日")
    assert date(2026, 9, 22) in found
    assert found[date(2027, 3, 22)] == "春分の日 振替休日"


def test_both_years_of_the_range_are_included_and_no_other() -> None:
    assert {day.year for day in national_holidays(2025, 2028)} == {2025, 2026, 2027, 2028}
    assert len(national_holidays(2026, 2026)) == 18
