"""The textual form of due-date rules."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.calendar import DueTextError, due_text, format_due_rule, parse_due_rule
from workflow.calendar.due import Anchor, DueRule, FixedDay, Length, Mode, Roll, Term, Unit

fixed_days = st.builds(
    lambda n, day: FixedDay(n, day.month, day.day),
    st.integers(0, 2),
    st.dates(date(2001, 1, 1), date(2001, 12, 31)),
)
forward = st.builds(Length, st.integers(1, 9999), st.sampled_from(Unit))
around = st.builds(Length, st.integers(-9999, 9999), st.sampled_from([Unit.DAYS, Unit.OPEN_DAYS]))
terms = (
    st.builds(Term, forward, st.sampled_from(Mode), st.booleans())
    | st.builds(Term, around, st.sampled_from([Mode.WITHIN, Mode.PROMPTLY]))
    | st.builds(Term, fixed_days, st.sampled_from([Mode.WITHIN, Mode.PROMPTLY]))
)
caps, rolls = st.none() | terms, st.sampled_from(Roll)
once = st.builds(DueRule, st.dates() | st.just(Anchor.EVENT), terms, caps, rolls)
often = st.builds(
    DueRule,
    st.sampled_from([Anchor.MONTH_END, Anchor.QUARTER_END, Anchor.FY_END]),
    terms,
    caps,
    rolls,
    st.none() | st.integers(1, 999),
)


@given(once | often)
def test_a_written_rule_reads_back_as_itself(rule: DueRule) -> None:
    text = format_due_rule(rule)
    assert parse_due_rule(text) == rule
    assert format_due_rule(parse_due_rule(text)) == text


def test_the_examples_of_the_grammar_are_rules_and_are_canonical() -> None:
    documented = due_text.__doc__ or ""
    lines = documented.split("Examples:")[1].strip().splitlines()
    examples = [line.strip().split("  ")[0] for line in lines]
    assert len(examples) == 7
    for example in examples:
        assert format_due_rule(parse_due_rule(example)) == example


def test_blanks_do_not_matter_and_defaults_may_be_written_out() -> None:
    assert parse_due_rule("  event  20d within   roll none ") == parse_due_rule("event 20d")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "event",
        "event within",
        "event +20d",
        "event 20",
        "event 20w",
        "event 20d soon",
        "event 20d within within",
        "event 20d elapsed counted",
        "event 20d cap",
        "event 20d roll",
        "event 20d roll up",
        "event 20d repeat 2",
        "fy_end 20d repeat 0",
        "fy_end 20d repeat -1",
        "fy_end 20d repeat",
        "fy_end 20d repeat 2 roll next",
        "monday 20d",
        "2026-02-30 20d",
        "event fy+1:02-30",
        "event fy+1:02-29",
        "event fy+9:04-10",
        "event fy+1:04-10 elapsed",
        "event -1m",
        "event -1d counted",
        "event 20d extra",
        "event ２０d",
    ],
)
def test_any_other_text_is_refused_and_quoted(text: str) -> None:
    with pytest.raises(DueTextError) as refused:
        parse_due_rule(text)
    assert repr(text) in str(refused.value)
