"""Due dates, by the rules as they are written in tables."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.calendar import bank_days, due_of, dues_of, office_days, parse_due_rule
from workflow.calendar.due import Anchor, DueRule, FixedDay, Length, Mode, Term, Unit
from workflow.calendar.holidays import national_holidays

OFFICE = office_days(national_holidays(2022, 2042))
DAY = timedelta(days=1)

days = st.dates(date(2023, 1, 1), date(2034, 12, 31))


def due_on(rule: str, event: str) -> str:
    """The due date of an event, both as ISO text."""
    return due_of(parse_due_rule(rule), date.fromisoformat(event), OFFICE).due_on.isoformat()


@pytest.mark.parametrize(
    ("rule", "event", "due"),
    [
        # 起算: the day itself is day one; を経過した日 is the day after the term.
        ("event 30d counted", "2026-07-15", "2026-08-13"),
        ("event 30d counted elapsed", "2026-07-15", "2026-08-14"),
        # Without 起算 the first day is not counted (民法140条).
        ("event 20d", "2026-01-31", "2026-02-20"),
        ("event 20d elapsed", "2026-01-31", "2026-02-21"),
        ("event 0d", "2026-01-31", "2026-01-31"),
        ("event -1d", "2027-02-26", "2027-02-25"),
        ("event -14d", "2027-02-26", "2027-02-12"),
        # Six months after the fiscal year end on 30 September, not on a "31st".
        ("fy_end 6m", "2026-06-01", "2027-09-30"),
        ("fy_end 3m", "2027-03-31", "2027-06-30"),
        ("fy_end 15m", "2027-02-26", "2028-06-30"),
        ("quarter_end 30d", "2026-11-23", "2027-01-30"),
        ("month_end 10d", "2026-11-23", "2026-12-10"),
        # The fiscal year of the anchor decides, not the next such day of the calendar.
        ("event fy+1:04-10", "2026-04-05", "2027-04-10"),
        ("event fy+1:04-10", "2026-03-31", "2026-04-10"),
        ("fy_end fy+1:09-30", "2026-11-23", "2027-09-30"),
        ("event fy+0:03-31", "2026-11-23", "2027-03-31"),
        ("event fy+2:05-31", "2026-11-23", "2028-05-31"),
        ("2026-11-23 7d", "2020-01-01", "2026-11-30"),
        # Five business days over a holiday on Monday.
        ("event 5bd promptly", "2026-11-20", "2026-11-30"),
        ("event 5bd", "2026-12-25", "2027-01-07"),
        ("event 5bd counted", "2026-11-20", "2026-11-27"),
        ("event 1bd counted", "2026-11-21", "2026-11-24"),
        ("event -3bd", "2026-11-25", "2026-11-19"),
    ],
)
def test_a_term_ends_on_the_day_the_law_means(rule: str, event: str, due: str) -> None:
    assert due_on(rule, event) == due


@pytest.mark.parametrize(
    ("event", "months", "counted", "due"),
    [
        ("2026-01-31", 1, False, "2026-02-28"),
        ("2027-01-31", 13, False, "2028-02-29"),
        ("2026-01-30", 1, False, "2026-02-28"),
        ("2026-01-29", 1, False, "2026-02-28"),
        ("2026-02-28", 1, False, "2026-03-31"),
        ("2026-04-30", 1, False, "2026-05-31"),
        ("2026-07-15", 2, False, "2026-09-15"),
        ("2026-07-15", 2, True, "2026-09-14"),
        ("2026-04-01", 6, True, "2026-09-30"),
        ("2026-03-31", 12, False, "2027-03-31"),
    ],
)
def test_months_end_on_the_eve_of_the_corresponding_day(
    event: str, months: int, counted: bool, due: str
) -> None:
    word = " counted" if counted else ""
    assert due_on(f"event {months}m{word}", event) == due


def test_the_final_report_is_due_on_the_earlier_of_two_days() -> None:
    rule = "event 30d counted elapsed cap fy+1:04-10"
    assert due_on(rule, "2026-07-15") == "2026-08-14"
    assert due_on(rule, "2027-03-25") == "2027-04-10"
    assert due_on(rule, "2027-03-11") == "2027-04-10"
    assert due_on(rule, "2027-03-10") == "2027-04-09"


@pytest.mark.parametrize(
    ("due", "following", "preceding"),
    [
        ("2027-03-21", "2027-03-23", "2027-03-19"),
        ("2027-05-03", "2027-05-06", "2027-04-30"),
        ("2027-10-31", "2027-11-01", "2027-10-29"),
        ("2026-12-31", "2027-01-04", "2026-12-28"),
        ("2026-11-24", "2026-11-24", "2026-11-24"),
    ],
)
def test_a_closed_day_moves_the_due_date_as_the_rule_says(
    due: str, following: str, preceding: str
) -> None:
    assert due_on("event 0d roll next", due) == following
    assert due_on("event 0d roll previous", due) == preceding
    assert due_on("event 0d roll none", due) == due
    assert due_on("event 0d", due) == due


def test_a_payment_date_rolls_by_the_banks_days() -> None:
    bank = bank_days(national_holidays(2026, 2027))
    rule = parse_due_rule("event 0d roll next")
    assert due_of(rule, date(2026, 12, 31), bank).due_on == date(2027, 1, 4)
    assert due_of(rule, date(2026, 12, 29), bank).due_on == date(2026, 12, 29)
    assert due_of(rule, date(2026, 12, 29), OFFICE).due_on == date(2027, 1, 4)


def test_the_cap_is_taken_before_the_roll() -> None:
    assert due_on("event 30d cap fy+1:04-10 roll next", "2027-03-25") == "2027-04-12"


def test_a_due_date_explains_itself() -> None:
    rule = parse_due_rule("event 30d counted elapsed cap fy+1:04-10 roll next")
    due = due_of(rule, date(2027, 3, 25), OFFICE)
    assert due.base_on == date(2027, 3, 25)
    assert due.rule == (
        "基準日から起算して30日を経過した日又は基準日の翌年度の4月10日のいずれか早い日"
        "(休日のときは翌営業日)"
    )
    assert due.shift == "令和9年4月10日(土)は土曜日のため翌開庁日に移動"
    assert due.explanation == (
        f"起算の基準は令和9年3月25日(木)。{due.rule}。{due.shift}。期限は令和9年4月12日(月)。"
    )


def test_a_date_that_was_not_moved_has_no_shift() -> None:
    due = due_of(parse_due_rule("event 20d roll next"), date(2026, 10, 15), OFFICE)
    assert due.shift == ""
    assert due.explanation == (
        "起算の基準は令和8年10月15日(木)。"
        "基準日の翌日から起算して20日以内(休日のときは翌営業日)。期限は令和8年11月4日(水)。"
    )


@pytest.mark.parametrize(
    ("rule", "phrase"),
    [
        ("event 20d", "基準日の翌日から起算して20日以内"),
        ("event 30d counted", "基準日から起算して30日以内"),
        ("event 0d", "基準日まで"),
        ("event -3bd roll previous", "基準日の3営業日前まで(休日のときは前営業日)"),
        ("event 5bd promptly", "基準日から遅滞なく(目安 5営業日)"),
        ("fy_end fy+1:04-10 promptly", "年度末から遅滞なく(目安 翌年度の4月10日)"),
        ("fy_end 6m", "年度末の翌日から起算して6か月以内"),
        ("quarter_end 30d", "四半期末の翌日から起算して30日以内"),
        ("month_end fy+0:03-31", "月末の属する年度の3月31日"),
        ("2026-11-23 7d", "令和8年11月23日の翌日から起算して7日以内"),
    ],
)
def test_a_rule_reads_as_a_japanese_phrase(rule: str, phrase: str) -> None:
    assert str(parse_due_rule(rule)) == phrase


def series(rule: str, event: str, until: str | None = None) -> list[str]:
    """All due dates of a repeating rule."""
    until_on = date.fromisoformat(until) if until else None
    found = dues_of(parse_due_rule(rule), date.fromisoformat(event), OFFICE, until_on)
    return [due.due_on.isoformat() for due in found]


def test_five_yearly_reports_follow_the_completion() -> None:
    assert series("fy_end 90d repeat 5", "2027-02-26") == [
        "2027-06-29",
        "2028-06-29",
        "2029-06-29",
        "2030-06-29",
        "2031-06-29",
    ]


def test_quarterly_reports_run_until_the_event() -> None:
    assert series("quarter_end 30d repeat until", "2026-06-10", "2027-03-30") == [
        "2026-07-30",
        "2026-10-30",
        "2027-01-30",
    ]
    assert len(series("quarter_end 30d repeat until", "2026-06-10", "2027-03-31")) == 4


def test_each_fiscal_year_end_while_running_has_its_report() -> None:
    rule = "fy_end fy+1:04-10 repeat until"
    assert series(rule, "2025-07-01", "2027-08-31") == ["2026-04-10", "2027-04-10"]
    assert series(rule, "2026-07-01", "2026-08-31") == []


def test_whichever_comes_first_ends_a_series_of_limited_times() -> None:
    assert len(series("fy_end 90d repeat 5", "2027-02-26", "2029-03-31")) == 3
    assert len(series("month_end 1d repeat 3", "2027-02-26", "2029-03-31")) == 3
    assert series("event 20d", "2027-02-26") == ["2027-03-18"]


def test_a_series_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="needs the day of the event"):
        series("fy_end 90d repeat until", "2027-02-26")


@given(days, st.integers(1, 400))
def test_elapsed_is_the_day_after_within_and_counted_is_a_day_earlier(
    event: date, count: int
) -> None:
    def due(words: str) -> date:
        return due_of(parse_due_rule(f"event {count}d {words}"), event, OFFICE).due_on

    assert due("within") == event + count * DAY
    assert due("counted") == due("within") - DAY
    assert due("counted elapsed") == due("within")
    assert due("elapsed") == due("within") + DAY


@given(days, st.integers(1, 60))
def test_months_within_never_end_early_and_fit_month_ends(event: date, months: int) -> None:
    due = due_of(parse_due_rule(f"event {months}m"), event, OFFICE).due_on
    ahead = (due.year - event.year) * 12 + due.month - event.month
    assert ahead == months
    is_last = (event + DAY).month != event.month
    assert due.day >= event.day or (due + DAY).month != due.month
    assert not is_last or (due + DAY).month != due.month


@given(days, st.sampled_from(["next", "previous"]), st.integers(0, 90))
def test_a_rolled_date_is_open_and_says_why_it_moved(event: date, roll: str, count: int) -> None:
    due = due_of(parse_due_rule(f"event {count}d roll {roll}"), event, OFFICE)
    nominal = event + count * DAY
    assert OFFICE.is_open(due.due_on)
    assert (due.shift != "") == (due.due_on != nominal) == (not OFFICE.is_open(nominal))
    assert due.due_on >= nominal if roll == "next" else due.due_on <= nominal


def test_what_makes_no_sense_cannot_be_built() -> None:
    event, week = Anchor.EVENT, Term(Length(7, Unit.DAYS))
    for build in (
        lambda: DueRule(event, week, times=0),
        lambda: DueRule(event, week, times=2),
        lambda: DueRule(date(2026, 1, 1), week, times=None),
        lambda: FixedDay(3, 4, 10),
        lambda: FixedDay(1, 2, 29),
        lambda: Length(-1, Unit.MONTHS),
        lambda: Term(FixedDay(1, 4, 10), Mode.ELAPSED),
        lambda: Term(FixedDay(1, 4, 10), counted=True),
        lambda: Term(Length(-1, Unit.DAYS), Mode.ELAPSED),
        lambda: Term(Length(0, Unit.DAYS), counted=True),
    ):
        with pytest.raises(ValueError, match=r"."):
            build()
