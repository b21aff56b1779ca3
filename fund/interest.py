"""Pure interest: straight-line amortisation and accrued interest in whole yen, always cut down.

A year is counted as 365 days, also across 29 February, as bonds and deposits in yen are.
"""

from datetime import date
from fractions import Fraction

from workflow.calendar import month_end, months_later

YEAR_DAYS = 365


def amortised_yen(
    face_yen: int, price_yen: int, bought_on: date, matures_on: date, on: date
) -> int:
    """How much of face − price has been earned by a day, straight-line (定額法), cut towards zero.

    Negative for a premium (price above face). From maturity on it is the whole difference.

    >>> amortised_yen(10**10, 10**10 - 30_000_000, date(2024, 6, 22), date(2026, 6, 21),
    ...               date(2025, 3, 31))
    11604938
    """
    assert bought_on < matures_on, "a placement lasts at least a day"
    difference = face_yen - price_yen
    run = min(max((on - bought_on).days, 0), (matures_on - bought_on).days)
    earned = abs(difference) * run // (matures_on - bought_on).days
    return earned if difference >= 0 else -earned


def accrued_yen(face_yen: int, rate: Fraction, since_on: date, on: date) -> int:
    """Interest of a yearly rate from a day (not counted) to a day (counted), cut to whole yen."""
    assert type(rate) is Fraction, f"a rate must be Fraction, not {type(rate).__name__}"
    days = max((on - since_on).days, 0)
    return face_yen * rate.numerator * days // (rate.denominator * YEAR_DAYS)


def coupon_yen(face_yen: int, rate: Fraction, every_months: int) -> int:
    """One coupon of a yearly rate, cut to whole yen."""
    year = face_yen * rate
    return year.numerator * every_months // (year.denominator * 12)


def interest_yen(
    face_yen: int, rate: Fraction, every_months: int, bought_on: date, matures_on: date, on: date
) -> int:
    """All interest a holder is owed up to a day, paid or not: whole coupons and the running days.

    It begins with the coupon period of the purchase, whose first days were bought with the paper,
    and ends at maturity. The days of a period never make more than its coupon.

    >>> interest_yen(10**8, Fraction(7, 1000), 6, date(2025, 4, 7), date(2027, 5, 30),
    ...              date(2026, 5, 31)) == 3 * 350_000 + 10**8 * 7 // 365_000
    True
    """
    until = min(on, matures_on)
    since = last_coupon_on(matures_on, every_months, bought_on, until)
    running = accrued_yen(face_yen, rate, since, until)
    if every_months == 0:
        return running
    first = last_coupon_on(matures_on, every_months, bought_on, bought_on)
    months = (since.year - first.year) * 12 + since.month - first.month
    coupon = coupon_yen(face_yen, rate, every_months)
    return months // every_months * coupon + min(running, coupon)


def last_coupon_on(matures_on: date, every_months: int, bought_on: date, on: date) -> date:
    """The day from which interest runs on a day: the last coupon day, counted from maturity back.

    every_months 0: interest is paid at maturity only, so it runs from the purchase.
    """
    if every_months == 0:
        return bought_on
    step = 0
    while (day := _months_later(matures_on, -step * every_months)) > on:
        step += 1
    return day


def year_later(on: date) -> date:
    """The last day within a year of a day: of 29 February it is 28 February."""
    return _months_later(on, 12)


def _months_later(day: date, months: int) -> date:
    # A month without that day has it on the month's end.
    found = months_later(day, months)
    return found or month_end(months_later(day.replace(day=1), months) or day)
