"""Days that people type and days that commands are given: what nobody can mean is told."""

from argparse import ArgumentTypeError
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from grants.models import Grant
from grants.submissions import Asked, problem_of_answer
from reports.questions import AnswerError, Question, read_answer
from workflow import arguments
from workflow.fields import DayField

MISTYPED = ["0001-01-01", "0026-11-23", "1899-12-31", "2200-01-01", "9999-12-31"]


@pytest.mark.parametrize("text", ["1900-01-01", "2026-11-23", "2199-12-31"])
def test_a_day_somebody_can_mean_is_taken(text: str) -> None:
    assert DayField().clean(text) == arguments.day(text) == date.fromisoformat(text)


@pytest.mark.parametrize("text", MISTYPED)
def test_a_mistyped_year_is_told(text: str) -> None:
    with pytest.raises(ValidationError, match="1900年から2199年まで"):
        DayField().clean(text)
    with pytest.raises(ArgumentTypeError, match="between 1900-01-01 and 2199-12-31"):
        arguments.day(text)
    with pytest.raises(AnswerError, match="年を確かめて"):
        read_answer(Question("on", "日", "day"), text)
    asked = Asked("on", "日", "day")
    assert "年を確かめて" in problem_of_answer(asked, text, Grant(), date(2026, 11, 23))


def test_an_empty_day_is_none_where_it_may_be() -> None:
    assert DayField(required=False).clean("") is None


@pytest.mark.parametrize("text", ["-1", "1.0", "", "x", "１", "9" * 19])
def test_a_count_is_a_whole_number_from_zero(text: str) -> None:
    assert arguments.count("0") == 0
    with pytest.raises(ArgumentTypeError, match="whole number"):
        arguments.count(text)
