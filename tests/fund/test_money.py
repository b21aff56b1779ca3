"""Whole-yen arithmetic and the reading of typed amounts."""

from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from fund.fields import RateField
from fund.money import (
    MAX_LINE_YEN,
    MoneyTextError,
    floor_to,
    format_amount,
    format_rate,
    format_yen,
    parse_rate,
    parse_yen,
    share,
    split_exactly,
)

THIRD = Fraction(1, 3)
amounts = st.integers(0, 10**13)


def test_a_share_is_cut_to_whole_yen() -> None:
    assert share(1_000_000, THIRD) == 333_333
    assert share(2, THIRD) == 0
    assert share(0, THIRD) == 0
    assert share(380_000_000_000, THIRD) == 126_666_666_666


def test_a_share_stays_exact_where_a_float_would_not() -> None:
    assert share(9_007_199_254_740_993, Fraction(1, 1)) == 9_007_199_254_740_993


@pytest.mark.parametrize(
    ("equipment", "research", "rates", "ceiling"),
    [
        (380_000, 32_000, ("1/3", "1/2"), 142_666_666_000),
        (64_000, 4_400, ("1/3", "1/2"), 23_533_333_000),
        (4_800, 600, ("1/2", "1/2"), 2_700_000_000),
    ],
)
def test_a_ceiling_is_the_sum_of_shares_floored_to_a_thousand(
    equipment: int, research: int, rates: tuple[str, str], ceiling: int
) -> None:
    costs = (equipment * 1_000_000, research * 1_000_000)
    total = sum(share(c, parse_rate(r)) for c, r in zip(costs, rates, strict=True))
    assert floor_to(total, 1_000) == ceiling


@given(amounts, st.integers(1, 10**6))
def test_flooring_loses_less_than_one_unit(yen: int, unit: int) -> None:
    cut = floor_to(yen, unit)
    assert cut % unit == 0
    assert 0 <= yen - cut < unit


@given(amounts, st.lists(st.integers(0, 10**6), min_size=1, max_size=9).filter(any))
def test_parts_sum_to_the_total_and_are_within_a_yen_of_fair(
    total: int, weights: list[int]
) -> None:
    parts = split_exactly(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1
        assert weight or not part


def test_left_over_yen_go_to_the_largest_loss_then_to_the_earlier() -> None:
    assert split_exactly(100, [1, 1, 1]) == [34, 33, 33]
    assert split_exactly(10, [1, 5, 4]) == [1, 5, 4]
    assert split_exactly(11, [10, 1, 10]) == [5, 1, 5]
    assert split_exactly(0, [1, 2]) == [0, 0]


def test_amounts_are_printed_with_commas_and_a_triangle_for_minus() -> None:
    assert format_yen(331_600_000_000) == "331,600,000,000円"
    assert format_yen(0) == "0円"
    assert format_yen(-1_234) == "△1,234円"
    assert format_amount(-1_234) == "△1,234"


@pytest.mark.parametrize(
    ("typed", "yen"),
    [
        ("1234567", 1_234_567),
        ("1,234,567", 1_234_567),
        ("１，２３４，５６７円", 1_234_567),
        ("￥1,000", 1_000),
        ("　¥ 5 円 ", 5),
        ("0", 0),
        ("007", 7),
        (str(MAX_LINE_YEN), MAX_LINE_YEN),
    ],
)
def test_people_may_type_full_width_digits_commas_and_yen_signs(typed: str, yen: int) -> None:
    assert parse_yen(typed) == yen


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "入力してください"),
        ("円", "入力してください"),
        ("-5", "マイナス"),
        ("△1,000", "マイナス"),
        ("－１", "マイナス"),
        ("1.5", "整数"),
        ("１．５", "整数"),
        ("1億", "整数"),
        ("10²", "整数"),
        ("①", "整数"),
        ("٣", "整数"),
        ("1,00", "整数"),
        (",100", "整数"),
        ("1,2345", "整数"),
        ("1 000", "整数"),
        ("1e6", "整数"),
        ("0x10", "整数"),
        ("1_000", "整数"),
        (str(MAX_LINE_YEN + 1), "大きすぎます"),
        ("9" * 5_000, "大きすぎます"),
    ],
)
def test_text_that_is_no_amount_is_refused_in_plain_japanese(typed: str, says: str) -> None:
    with pytest.raises(MoneyTextError, match=says):
        parse_yen(typed)


@given(st.integers(0, MAX_LINE_YEN))
def test_a_printed_amount_reads_back_as_itself(yen: int) -> None:
    assert parse_yen(format_yen(yen)) == yen


@pytest.mark.parametrize(
    ("typed", "rate"),
    [
        ("1/3", THIRD),
        ("１／２", Fraction(1, 2)),
        (" 3 / 10000 ", Fraction(3, 10_000)),
        ("2/6", THIRD),
        ("1/1", Fraction(1)),
    ],
)
def test_a_rate_is_read_as_a_fraction(typed: str, rate: Fraction) -> None:
    assert parse_rate(typed) == rate
    assert parse_rate(format_rate(rate)) == rate


@pytest.mark.parametrize("typed", ["0", "０", "0/1", " 0 / 1000 "])
def test_a_rate_is_zero_only_where_it_may_be(typed: str) -> None:
    field = RateField(may_be_zero=True)
    assert field.clean(typed) == Fraction(0)
    assert field.clean(field.prepare_value(Fraction(0))) == Fraction(0)
    with pytest.raises(ValidationError, match="率は"):
        RateField().clean(typed)
    for wrong in ("0/0", "0.0", "4/3", "-0"):
        with pytest.raises(ValidationError, match="率は"):
            field.clean(wrong)


@pytest.mark.parametrize("typed", ["", "0.333", "33%", "1", "1/0", "0/3", "4/3", "-1/3", "1/3/3"])
def test_text_that_is_no_rate_is_refused(typed: str) -> None:
    with pytest.raises(MoneyTextError, match="率は"):
        parse_rate(typed)


@pytest.mark.parametrize("wrong", [True, 1.0, "1", None])
def test_only_an_int_is_yen(wrong: object) -> None:
    for use in (format_yen, format_amount, lambda y: share(y, THIRD), lambda y: floor_to(y, 1)):
        with pytest.raises(AssertionError):
            use(wrong)  # type: ignore[arg-type]
    with pytest.raises(AssertionError):
        split_exactly(10, [1, wrong])  # type: ignore[list-item]


@pytest.mark.parametrize("wrong", [0.5, 1, True])
def test_only_a_fraction_is_a_rate(wrong: object) -> None:
    with pytest.raises(AssertionError):
        share(100, wrong)  # type: ignore[arg-type]


def test_negative_costs_and_rates_above_one_are_our_own_mistakes() -> None:
    for cost, rate in ((-1, THIRD), (1, Fraction(4, 3)), (1, Fraction(-1, 3))):
        with pytest.raises(AssertionError):
            share(cost, rate)
    with pytest.raises(AssertionError):
        floor_to(-1, 10)
    with pytest.raises(AssertionError):
        split_exactly(1, [0, 0])
