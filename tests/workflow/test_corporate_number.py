"""法人番号."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.corporate_number import (
    check_digit,
    fictional_number,
    is_acceptable,
    is_valid,
    plain_number,
)

TAX_AGENCY = "7000012050002"

stems = st.from_regex(r"[0-9]{12}", fullmatch=True)


def test_the_national_tax_agencys_own_number_is_valid() -> None:
    assert is_valid(TAX_AGENCY)
    assert check_digit(TAX_AGENCY[1:]) == 7


@given(stems)
def test_exactly_one_first_digit_is_right_and_it_is_never_zero(stem: str) -> None:
    right = [first for first in range(10) if is_valid(f"{first}{stem}")]
    assert right == [check_digit(stem)]
    assert right != [0]


@pytest.mark.parametrize("typed", [1, 2, 3, 4, 5, 6, 8, 9, 0])
def test_a_wrong_check_digit_is_not_valid(typed: int) -> None:
    assert not is_valid(f"{typed}{TAX_AGENCY[1:]}")


@pytest.mark.parametrize(
    "text",
    ["", TAX_AGENCY[:-1], TAX_AGENCY + "0", "700001205000x", " 7000012050002", "７000012050002"],
)
def test_anything_but_thirteen_plain_digits_is_not_valid(text: str) -> None:
    assert not is_valid(text)
    assert not is_acceptable(text, fictional=True)
    assert not is_acceptable(text, fictional=False)


def test_real_organisations_pass_the_check_digit_and_fictional_ones_fail_it() -> None:
    assert is_acceptable(TAX_AGENCY, fictional=False)
    assert not is_acceptable(TAX_AGENCY, fictional=True)
    for serial in range(1, 13):
        number = fictional_number(serial)
        assert is_acceptable(number, fictional=True)
        assert not is_acceptable(number, fictional=False)
        assert number[0] != "0"


def test_fictional_numbers_differ_and_stay_the_same() -> None:
    numbers = [fictional_number(serial) for serial in range(1, 13)]
    assert len(set(numbers)) == 12
    assert numbers == [fictional_number(serial) for serial in range(1, 13)]


def test_a_typed_number_loses_width_hyphens_and_blanks() -> None:
    assert plain_number("７-0000-1205-0002") == TAX_AGENCY
    assert plain_number(" 7000 0120 50002　") == TAX_AGENCY
