"""Whole yen. Amounts are int, rates are Fraction; nothing here can make a fraction of a yen.

Every rounding goes down and has a name. Text typed by people is read by `parse_yen` and
`parse_rate`, whose errors are Japanese sentences for the form.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

# The ledger keeps yen in bigint; a line of an entry holds no more than any program reads exactly.
MAX_YEN = 2**63 - 1
MAX_LINE_YEN = 2**53

_HALF_WIDTH = str.maketrans("０１２３４５６７８９，．／－￥　", "0123456789,./-¥ ")
_MINUS_SIGNS = ("-", "△", "▲", "−")


class MoneyTextError(ValueError):
    """Text that is not an amount or a rate; the message is for the person who typed it."""


def assert_yen(yen: int) -> None:
    """Stop when `yen` is not exactly an int: a bool or a float is our own mistake."""
    assert type(yen) is int, f"yen must be int, not {type(yen).__name__}"


def share(cost_yen: int, rate: Fraction) -> int:
    """The part of a cost that the fund bears: cost × rate, cut to whole yen.

    >>> share(1_000_000, Fraction(1, 3))
    333333
    """
    assert_yen(cost_yen)
    assert type(rate) is Fraction, f"a rate must be Fraction, not {type(rate).__name__}"
    assert cost_yen >= 0, "a cost is not negative"
    assert 0 <= rate <= 1, "the fund bears at most the whole cost"
    return cost_yen * rate.numerator // rate.denominator


def floor_to(yen: int, unit_yen: int) -> int:
    """`yen` cut down to a multiple of `unit_yen`: 1,234,567 to 1,000 is 1,234,000."""
    assert_yen(yen)
    assert_yen(unit_yen)
    assert yen >= 0, "cutting down a negative amount would make it larger"
    assert unit_yen > 0, "the unit is at least one yen"
    return yen - yen % unit_yen


def split_exactly(total_yen: int, weights: Sequence[int]) -> list[int]:
    """Divide a total by weights so that the parts sum to the total.

    Each part is cut down; the yen left over go one by one to the parts that lost most, the
    earlier part first on a tie.

    >>> split_exactly(100, [1, 1, 1])
    [34, 33, 33]
    """
    assert_yen(total_yen)
    assert total_yen >= 0, "only a sum that exists can be divided"
    for weight in weights:
        assert_yen(weight)
        assert weight >= 0, "a weight is not negative"
    whole = sum(weights)
    assert whole > 0, "somebody must bear the total"
    parts = [total_yen * weight // whole for weight in weights]
    lost = [total_yen * weight % whole for weight in weights]
    by_loss = sorted(range(len(weights)), key=lambda i: -lost[i])
    for i in by_loss[: total_yen - sum(parts)]:
        parts[i] += 1
    return parts


def format_amount(yen: int) -> str:
    """Digits with commas for a table column; a negative amount carries △: `△1,234`."""
    assert_yen(yen)
    return f"△{-yen:,}" if yen < 0 else f"{yen:,}"


def format_yen(yen: int) -> str:
    """An amount in a sentence: `331,600,000,000円`, `△1,234円`."""
    return f"{format_amount(yen)}円"


def parse_yen(text: str) -> int:
    """Read an amount typed by a person: full-width digits, commas, ¥ and 円 are understood.

    Raises MoneyTextError. Zero is an amount; a minus, a decimal, 億 or a misplaced comma is not.
    """
    plain = text.translate(_HALF_WIDTH).strip().removeprefix("¥").removesuffix("円").strip()
    if not plain:
        raise MoneyTextError("金額を入力してください。")
    if plain.startswith(_MINUS_SIGNS):
        raise MoneyTextError("金額にマイナスは使えません。0円以上で入力してください。")
    if not re.fullmatch(r"[0-9]+|[0-9]{1,3}(,[0-9]{3})+", plain):
        raise MoneyTextError(
            "金額は1円単位の整数で入力してください(例: 1234567 または 1,234,567)。"
        )
    digits = plain.replace(",", "").lstrip("0") or "0"
    if len(digits) > len(str(MAX_LINE_YEN)) or int(digits) > MAX_LINE_YEN:
        raise MoneyTextError("金額が大きすぎます。桁数を確かめてください。")
    return int(digits)


def parse_rate(text: str, *, may_be_zero: bool = False) -> Fraction:
    """Read a rate written as a fraction of whole numbers: `1/3`, `１／２`, `3/10000`, `1/1`.

    Raises MoneyTextError. A decimal such as 0.333 is refused: it is never the rate meant. Where a
    rate may be zero (a discount bill's), it is typed `0` or `0/1`.
    """
    plain = text.translate(_HALF_WIDTH).strip()
    if may_be_zero and re.fullmatch(r"0( */ *[1-9][0-9]{0,8})?", plain):
        return Fraction(0)
    match = re.fullmatch(r"([0-9]{1,9}) */ *([0-9]{1,9})", plain)
    if match is None:
        raise MoneyTextError("率は「1/3」のように分数で入力してください。")
    numerator, denominator = int(match[1]), int(match[2])
    if not 0 < numerator <= denominator:
        raise MoneyTextError("率は0より大きく1以下の分数で入力してください。")
    return Fraction(numerator, denominator)


def format_rate(rate: Fraction) -> str:
    """A rate as it is printed and stored: `1/3`, `1/1`."""
    assert type(rate) is Fraction, f"a rate must be Fraction, not {type(rate).__name__}"
    return f"{rate.numerator}/{rate.denominator}"
