"""Dates, deadlines and states as the pages word them."""

from datetime import UTC, date, datetime

import pytest

from workflow.machines.grant import GrantState
from workflow.machines.payment import PaymentState
from workflow.machines.plan import PlanState
from workflow.machines.refund import RefundState
from workflow.templatetags import wording

# 23:30 on the 23rd in UTC is already the 24th in Japan.
LATE = datetime(2026, 11, 23, 23, 30, 5, tzinfo=UTC)


def test_a_day_is_written_in_both_calendars_inside_a_time_element() -> None:
    on = date(2027, 4, 30)
    assert wording.day(on) == '<time datetime="2027-04-30">2027年4月30日(金)</time>'
    assert wording.wareki(on) == '<time datetime="2027-04-30">令和9年4月30日</time>'
    assert wording.short_day(on) == '<time datetime="2027-04-30">2027/04/30</time>'


def test_the_first_day_of_reiwa_is_gannen() -> None:
    assert "令和元年5月1日" in wording.wareki(date(2019, 5, 1))
    assert "平成31年4月30日" in wording.wareki(date(2019, 4, 30))


def test_a_moment_is_judged_in_tokyo() -> None:
    assert wording.jst(LATE) == '<time datetime="2026-11-24T08:30:05+09:00">2026/11/24 08:30</time>'
    assert ">2026/11/24 08:30:05<" in wording.jst_seconds(LATE)
    assert ">08:30<" in wording.jst_time(LATE)
    assert "2026年11月24日(火)" in wording.day(LATE)


def test_nothing_is_a_dash() -> None:
    filters = (wording.day, wording.wareki, wording.short_day)
    assert {render(None) for render in filters} == {"―"}
    assert wording.jst(None) == wording.jst_seconds(None) == wording.fiscal_year(None) == "―"


def test_a_fiscal_year_has_the_era_of_its_december() -> None:
    assert wording.fiscal_year(2026) == "令和8年度"
    assert wording.fiscal_year(2019) == "令和元年度"


@pytest.mark.parametrize(
    ("due_on", "words", "urgency"),
    [
        (date(2026, 12, 6), "あと12日", "later"),
        (date(2026, 12, 2), "あと8日", "later"),
        (date(2026, 12, 1), "あと7日", "soon"),
        (date(2026, 11, 24), "本日", "soon"),
        (date(2026, 11, 23), "1日経過", "late"),
    ],
)
def test_a_deadline_says_how_many_days_are_left(due_on: date, words: str, urgency: str) -> None:
    today = date(2026, 11, 24)
    assert wording.days_left(due_on, today) == words
    assert wording.urgency(due_on, today) == urgency


@pytest.mark.parametrize("states", [GrantState, PaymentState, PlanState, RefundState])
def test_every_state_of_every_machine_but_the_draft_has_a_tone(states: type[GrantState]) -> None:
    toneless = {state.value for state in states if wording.tone(state) == "draft"}
    assert toneless <= {"DRAFT"}


def test_no_state_has_two_tones() -> None:
    named = [state for states in wording.TONES.values() for state in states.split()]
    assert len(named) == len(set(named))
