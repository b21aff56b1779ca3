"""Pure sums of money that comes back without 加算金: 財産処分, 収益納付, 消費税. Whole yen."""

from datetime import date
from fractions import Fraction


def straight_line_book_yen(cost_yen: int, life_years: int, years_used: int) -> int:
    """残存簿価: cost less straight-line depreciation for full years used, never below 0."""
    assert cost_yen > 0
    assert life_years > 0
    used = min(max(years_used, 0), life_years)
    return cost_yen - cost_yen * used // life_years


def full_years(from_on: date, until_on: date) -> int:
    """Full years between two days."""
    years = until_on.year - from_on.year
    return years - ((until_on.month, until_on.day) < (from_on.month, from_on.day))


def disposal_return_yen(cost_yen: int, granted_yen: int, book_yen: int, price_yen: int) -> int:
    """財産処分: the higher of book value and price × the grant's share, within the grant."""
    assert 0 <= granted_yen <= cost_yen
    return min(max(book_yen, price_yen) * granted_yen // cost_yen, granted_yen)


def consumption_tax_return_yen(granted_yen: int, taxable_share: Fraction) -> int:
    """消費税仕入控除税額 (一括比例配分): ⌊grant × 10/110 × taxable share⌋."""
    assert 0 <= taxable_share <= 1
    return int(granted_yen * Fraction(10, 110) * taxable_share)


def profit_return_yen(
    profit_yen: int, own_share_yen: int, granted_yen: int, cost_yen: int, returned_yen: int
) -> int:
    """収益納付 (7条2項): (profit − own share) × grant / cost − returned, within the grant."""
    assert cost_yen > 0
    share = max(profit_yen - own_share_yen, 0) * granted_yen // cost_yen
    return max(min(share, granted_yen) - returned_yen, 0)
