"""The worksheet day by day ends where the worksheet by periods ends, and never cuts by the day."""

from datetime import date
from fractions import Fraction

from grants.daily import days_of, months_of
from grants.refund_terms import DatedYen, Ground, RefundTerms
from grants.surcharge import assess

RATE = Fraction(3, 10_000)
RECEIVED, DUE, PAID = date(2028, 2, 1), date(2028, 3, 20), date(2028, 3, 31)


def test_a_leap_february_counts_both_ends_and_the_last_day_is_the_total() -> None:
    terms = RefundTerms(Ground.ART17_1, 1_000_000, DUE, (DatedYen(RECEIVED, 1_000_000),))
    found = assess(terms, [DatedYen(PAID, 1_000_000)], None, RATE)
    days = list(days_of(found.worksheet, RATE))
    assert (days[0].on, days[-1].on, len(days)) == (RECEIVED, PAID, 60)
    assert (days[0].surcharge_yen, days[28].on) == (300, date(2028, 2, 29))
    assert (days[-1].surcharge_yen, days[-1].late_yen) == (18_000, 11 * 300)
    assert [d.late_base_yen for d in days if d.on <= DUE] == [0] * 49
    assert (found.surcharge_yen, found.late_charge_yen) == (18_000, 3_300)


def test_a_small_sum_is_cut_once_from_the_sum_of_its_days() -> None:
    terms = RefundTerms(Ground.ART17_1, 1_111, PAID, (DatedYen(RECEIVED, 1_111),))
    found = assess(terms, [DatedYen(PAID, 1_111)], None, RATE)
    days = list(days_of(found.worksheet, RATE))
    # 0.3333 yen a day: nothing on the first two days, 1 yen on the fourth (1.3332).
    assert [day.surcharge_yen for day in days[:4]] == [0, 0, 0, 1]
    assert days[-1].surcharge_yen == found.surcharge_yen == 1_111 * 60 * 3 // 10_000


def test_an_instalment_lowers_what_counts_from_the_day_after_it() -> None:
    terms = RefundTerms(Ground.ART10, 900, date(2028, 3, 1), (DatedYen(RECEIVED, 900),))
    paid = [DatedYen(date(2028, 3, 3), 300), DatedYen(date(2028, 3, 5), 600)]
    days = list(days_of(assess(terms, paid, None, RATE).worksheet, RATE))
    assert [(d.on.day, d.late_base_yen) for d in days] == [(2, 900), (3, 900), (4, 600), (5, 600)]
    assert {d.surcharge_base_yen for d in days} == {0}


def test_no_charge_has_no_day() -> None:
    terms = RefundTerms(Ground.ART10, 900, DUE, (DatedYen(RECEIVED, 900),))
    found = assess(terms, [DatedYen(date(2028, 3, 3), 900)], None, RATE)
    assert months_of(found.worksheet, RATE) == []
