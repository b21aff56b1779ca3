"""Amounts as the pages show them."""

from fund.templatetags import money


def test_yen_carries_commas_the_unit_and_a_triangle_for_a_negative() -> None:
    assert money.yen(331_600_000_000) == "331,600,000,000円"
    assert money.yen(-1_234) == "△1,234円"
    assert money.yen(0) == "0円"


def test_an_amount_in_a_column_has_no_unit() -> None:
    assert money.amount(331_600_000_000) == "331,600,000,000"
    assert money.amount(-1) == "△1"


def test_no_amount_is_a_dash() -> None:
    assert money.yen(None) == money.amount(None) == "―"
