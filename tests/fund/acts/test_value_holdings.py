"""運用の期末評価: amortised and accrued to the yen; what matures within a year moves."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from fund.acts.receive_interest import receive_interest
from fund.acts.redeem_placement import redeem_placement
from fund.acts.settle_placement import settle_placement
from fund.acts.value_holdings import value_holdings
from fund.holdings import holdings_of
from fund.interest import accrued_yen, amortised_yen, interest_yen, last_coupon_on
from fund.maturing import movements_of
from fund.models import Placement
from fund.queries import balance, entries_of_key
from tests.deeds import Deed, deed, lines_posted, perform, refusal
from tests.fund.treasury import DAY, FACE, approved, held, money
from tests.grants.world import World, unique

TEN_BILLION = 10_000_000_000
COUPON = 350_000
YEAR_END, AFTER = date(2026, 3, 31), date(2026, 4, 10)


def lawful(world: World) -> Deed:
    """At the end of the fiscal year."""
    with_coupon(world)
    return deed(value_holdings, world.segment, YEAR_END, on=AFTER)


def with_coupon(world: World, **changes: Any) -> Placement:
    """A bond held, its coupon of October received."""
    placement = held(money(world), **changes)
    on = date(2025, 10, 6)
    perform(world, deed(receive_interest, placement.pk, on, COUPON, unique("C"), on=on))
    return placement


def test_the_figure_of_the_discount_by_hand() -> None:
    bought, matures = date(2024, 6, 22), date(2026, 6, 21)
    at = date(2025, 3, 31)
    price = TEN_BILLION - 30_000_000
    assert ((at - bought).days, (matures - bought).days) == (282, 729)
    assert amortised_yen(TEN_BILLION, price, bought, matures, at) == 11_604_938
    assert amortised_yen(price, TEN_BILLION, bought, matures, at) == -11_604_938
    assert amortised_yen(TEN_BILLION, price, bought, matures, date(2030, 1, 1)) == 30_000_000
    assert amortised_yen(TEN_BILLION, price, bought, matures, bought) == 0


@pytest.mark.parametrize(
    ("on", "since"),
    [
        (date(2026, 3, 31), date(2025, 12, 20)),
        (date(2025, 12, 20), date(2025, 12, 20)),
        (date(2025, 12, 19), date(2025, 6, 20)),
    ],
)
def test_interest_runs_from_the_last_coupon_day(on: date, since: date) -> None:
    assert last_coupon_on(date(2027, 6, 20), 6, date(2025, 4, 7), on) == since
    assert last_coupon_on(date(2027, 6, 20), 0, date(2025, 4, 7), on) == date(2025, 4, 7)
    assert last_coupon_on(date(2027, 8, 31), 6, date(2025, 4, 7), date(2026, 3, 31)) == date(
        2026, 2, 28
    )
    assert accrued_yen(TEN_BILLION, Fraction(5, 1000), date(2025, 12, 20), YEAR_END) == (
        TEN_BILLION * 5 * 101 // 365_000
    )


def test_each_holding_is_valued_in_the_adjusting_period(fund: World) -> None:
    record = perform(fund, lawful(fund))
    (entry,) = entries_of_key(fund.segment, record.key)
    assert (entry.effective_on, entry.period) == (YEAR_END, 202513)
    # 358 of 729 days of 300,000; the last coupon day was 6 October, 176 days before.
    assert lines_posted(fund.segment, record) == [
        f"P 1161/4202 {300_000 * 358 // 729}", f"P 1134/4202 {100_000_000 * 7 * 176 // 365_000}",
    ]  # fmt: skip


def test_what_matures_within_a_year_moves_at_its_book_value(fund: World) -> None:
    held(money(fund), matures_on=date(2027, 3, 31))
    record = perform(fund, deed(value_holdings, fund.segment, YEAR_END, on=AFTER))
    earned = 300_000 * 358 // 723
    assert lines_posted(fund.segment, record)[-1] == f"P 1111/1161 {99_700_000 + earned}"
    (now,) = holdings_of(fund.segment)
    assert (now.account, now.book_yen, now.earned_yen) == ("1111", 99_700_000 + earned, earned)


def test_valued_again_it_is_the_difference_only(fund: World) -> None:
    held(money(fund))
    first = date(2025, 9, 30)
    perform(fund, deed(value_holdings, fund.segment, first, on=date(2025, 10, 3)))
    perform(fund, deed(value_holdings, fund.segment, YEAR_END, on=AFTER))
    (now,) = holdings_of(fund.segment)
    assert now.earned_yen == 300_000 * 358 // 729


def test_a_coupon_that_fell_due_unpaid_is_still_owed(fund: World) -> None:
    placement = held(money(fund), price_yen=FACE, matures_on=date(2027, 5, 30))
    for on in (date(2025, 5, 30), date(2025, 12, 1)):
        perform(fund, deed(receive_interest, placement.pk, on, COUPON, unique("C"), on=on))
    perform(fund, deed(value_holdings, fund.segment, YEAR_END, on=AFTER))
    # The coupon of Saturday 30 May arrives on Monday: on Sunday it and a day's interest are owed.
    on = date(2026, 6, 1)
    perform(fund, deed(value_holdings, fund.segment, date(2026, 5, 31), on=on))
    assert balance(fund.segment, "1134") == COUPON + FACE * 7 // 365_000
    perform(fund, deed(receive_interest, placement.pk, on, COUPON, unique("C"), on=on))
    perform(fund, deed(value_holdings, fund.segment, date(2026, 6, 30), on=date(2026, 7, 1)))
    assert balance(fund.segment, "1134") == FACE * 7 * 31 // 365_000


def test_the_days_of_a_long_half_year_make_one_coupon() -> None:
    terms = (FACE, Fraction(7, 1000), 6, date(2026, 3, 1), date(2026, 9, 1))
    assert (
        interest_yen(*terms, date(2026, 8, 31)) == interest_yen(*terms, date(2026, 9, 2)) == COUPON
    )


def test_what_matures_on_a_closed_day_earns_no_more(fund: World) -> None:
    end, rate = date(2026, 5, 30), Fraction(1, 100)
    held(money(fund), instrument="DEPOSIT", issuer="甲銀行", price_yen=FACE, rate=rate,
         coupon_months=0, matures_on=end)  # fmt: skip
    perform(fund, deed(value_holdings, fund.segment, YEAR_END, on=AFTER))
    perform(fund, deed(value_holdings, fund.segment, date(2026, 5, 31), on=date(2026, 6, 1)))
    (now,) = holdings_of(fund.segment)
    assert now.accrued_yen == accrued_yen(FACE, rate, DAY, end)


def test_days_without_a_value_are_refused(fund: World) -> None:
    money(fund)
    segment = fund.segment
    assert set(refusal(fund, value_holdings, segment, YEAR_END, on=AFTER)) == {"nothing"}
    for day in (date(2026, 3, 30), date(2026, 4, 30)):
        assert set(refusal(fund, value_holdings, segment, day)) == {"valued_on"}
    fund.today = date(2025, 4, 7)
    held(fund)
    perform(fund, deed(value_holdings, segment, YEAR_END, on=AFTER))
    for day, why in ((YEAR_END, "nothing"), (date(2026, 2, 28), "valued")):
        assert set(refusal(fund, value_holdings, segment, day)) == {why}


def test_a_year_end_is_valued_before_april_and_again_for_what_was_booked_late(fund: World) -> None:
    with_coupon(fund)
    fund.today = date(2026, 3, 27)
    late = approved(fund)
    april, may = date(2026, 4, 30), date(2026, 5, 7)
    assert set(refusal(fund, value_holdings, fund.segment, april, on=may)) == {"unvalued"}
    for day in (YEAR_END, april):
        perform(fund, deed(value_holdings, fund.segment, day))
    perform(fund, deed(settle_placement, late.pk, date(2026, 3, 27), unique("S")))
    record = perform(fund, deed(value_holdings, fund.segment, YEAR_END))
    (entry,) = entries_of_key(fund.segment, record.key)
    assert (entry.period, entry.memo) == (202513, f"{late} 期末評価")


def test_a_month_s_end_is_not_valued_anew_after_its_coupon(fund: World) -> None:
    with_coupon(fund)
    september, after = date(2025, 9, 30), date(2025, 10, 8)
    assert set(refusal(fund, value_holdings, fund.segment, september, on=after)) == {"nothing"}


def test_interest_paid_at_maturity_accrues_beside_what_was_bought(fund: World) -> None:
    end, bought = date(2026, 9, 30), 200_000
    placement = held(
        money(fund), coupon_months=0, price_yen=FACE, accrued_yen=bought, matures_on=end
    )
    year, whole = FACE * 7 * 358 // 365_000, FACE * 7 * 541 // 365_000
    record = perform(fund, deed(value_holdings, fund.segment, YEAR_END, on=AFTER))
    assert lines_posted(fund.segment, record) == [f"P 1134/4202 {year}", f"P 1111/1161 {FACE}"]
    assert balance(fund.segment, "1134") == bought + year
    (move,) = movements_of(fund.segment, AFTER)
    assert (move.cash_yen, move.income_yen) == (FACE + bought + whole, whole)
    given = (placement.pk, end, bought + whole, unique("R"))
    record = perform(fund, deed(redeem_placement, *given, on=end))
    assert lines_posted(fund.segment, record)[1:] == [
        f"P 1101/1134 {bought + year}", f"P 1101/4202 {whole - year}",
    ]  # fmt: skip
