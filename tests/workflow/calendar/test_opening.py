"""Business days of offices and banks."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workflow.calendar import OpeningDays, bank_days, office_days
from workflow.calendar.holidays import national_holidays

HOLIDAYS = national_holidays(2022, 2036)
OFFICE = office_days(HOLIDAYS)
BANK = bank_days(HOLIDAYS)
DAY = timedelta(days=1)

days = st.dates(date(2023, 1, 1), date(2034, 12, 31))
opening = st.sampled_from([OFFICE, BANK])


def test_the_turn_of_the_year_is_longer_for_offices_than_for_banks() -> None:
    turn = [date(2026, 12, 27) + n * DAY for n in range(10)]
    assert [d.day for d in turn if OFFICE.is_open(d)] == [28, 4, 5]
    assert [d.day for d in turn if BANK.is_open(d)] == [28, 29, 30, 4, 5]


def test_the_last_day_of_the_year_goes_to_the_fourth_of_january_for_both() -> None:
    assert OFFICE.next_open(date(2026, 12, 31)) == date(2027, 1, 4)
    assert BANK.next_open(date(2026, 12, 31)) == date(2027, 1, 4)
    assert OFFICE.previous_open(date(2026, 12, 31)) == date(2026, 12, 28)
    assert BANK.previous_open(date(2026, 12, 31)) == date(2026, 12, 30)


def test_the_library_of_holidays_alone_would_call_the_last_of_december_open() -> None:
    assert date(2026, 12, 31) not in HOLIDAYS
    assert date(2026, 12, 31).weekday() < 5


def test_own_closed_days_are_closed() -> None:
    founding_day = date(2026, 10, 1)
    assert OFFICE.is_open(founding_day)
    own = office_days(HOLIDAYS | {founding_day: "創立記念日"})
    assert own.why_closed(founding_day) == "創立記念日"
    assert own.next_open(founding_day) == date(2026, 10, 2)


def test_a_table_changed_later_does_not_change_the_opening_days_made_from_it() -> None:
    table: dict[date, str] = {}
    made = office_days(table)
    table[date(2026, 11, 24)] = "臨時休業"
    assert made.is_open(date(2026, 11, 24))


def test_each_closed_day_says_why() -> None:
    reasons = {
        date(2027, 3, 21): "春分の日",
        date(2027, 3, 22): "春分の日 振替休日",
        date(2026, 11, 21): "土曜日",
        date(2026, 11, 22): "日曜日",
        date(2026, 12, 29): "年末年始の休業日",
        date(2026, 11, 24): "",
    }
    for day, reason in reasons.items():
        assert OFFICE.why_closed(day) == reason


@given(opening, days)
def test_rolling_stops_on_the_nearest_open_day(when: OpeningDays, day: date) -> None:
    after, before = when.next_open(day), when.previous_open(day)
    assert when.is_open(after)
    assert when.is_open(before)
    assert before <= day <= after
    between = [before + n * DAY for n in range(1, (after - before).days)]
    assert not any(map(when.is_open, between))
    assert (before == day) == (after == day) == when.is_open(day)


@given(opening, days, st.integers(0, 40))
def test_business_days_are_counted_one_by_one(when: OpeningDays, day: date, count: int) -> None:
    reached = when.add_open_days(day, count)
    passed = [day + n * DAY for n in range(1, (reached - day).days + 1)]
    assert sum(map(when.is_open, passed)) == count
    back = when.add_open_days(day, -count)
    passed = [day - n * DAY for n in range(1, (day - back).days + 1)]
    assert sum(map(when.is_open, passed)) == count
