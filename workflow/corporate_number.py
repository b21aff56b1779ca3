"""法人番号: thirteen digits of which the first is a check digit.

check digit = 9 − (Σ Pn × Qn mod 9), Pn being the n-th of the other twelve digits from the right
and Qn 1 for odd n, 2 for even n (法人番号の指定等に関する省令). It is never 0.

A fictional organisation must carry a number whose check digit is wrong, so that it can never be
a real firm's; every other organisation's must be right.
"""

import re

_FICTIONAL_STEM = 990_000_000_000
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def check_digit(stem: str) -> int:
    """The check digit of the twelve digits that follow it."""
    assert re.fullmatch(r"[0-9]{12}", stem), "the stem is twelve digits"
    total = sum(int(p) * (1 + n % 2) for n, p in enumerate(reversed(stem)))
    return 9 - total % 9


def has_form(number: str) -> bool:
    """True for thirteen ASCII digits."""
    return re.fullmatch(r"[0-9]{13}", number) is not None


def is_valid(number: str) -> bool:
    """True for thirteen digits with the right check digit."""
    return has_form(number) and int(number[0]) == check_digit(number[1:])


def is_acceptable(number: str, *, fictional: bool) -> bool:
    """True when a real organisation's number is valid, or a fictional one's has a wrong digit."""
    return has_form(number) and is_valid(number) is not fictional


def fictional_number(serial: int) -> str:
    """The serial-th number for a fictional organisation: its check digit is one too high."""
    assert 0 <= serial < 10**9, "a serial of at most nine digits"
    stem = str(_FICTIONAL_STEM + serial)
    return f"{check_digit(stem) % 9 + 1}{stem}"


def plain_number(text: str) -> str:
    """A number as typed, without full-width digits, hyphens and spaces; not yet checked."""
    return re.sub(r"[-－ー\s]", "", text.translate(_HALF_WIDTH))
