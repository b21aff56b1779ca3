"""運用益の基金組入: everything earned joins the fund, what has arrived may be decided."""

from datetime import date
from typing import Any
from uuid import uuid4

from fund import ledger
from fund.acts.add_income import add_income
from fund.acts.propose_correction import propose_correction
from fund.acts.receive_account_interest import receive_account_interest
from fund.acts.receive_interest import receive_interest
from fund.acts.redeem_placement import redeem_placement
from fund.acts.settle_placement import settle_placement
from fund.acts.value_holdings import value_holdings
from fund.correcting import Correction
from fund.income import income_of
from fund.models import Placement, Voucher
from fund.queries import balance, entries_of_key
from tests.deeds import Deed, deed, lines_posted, perform, refusal
from tests.fund.treasury import approved, held, money, passed
from tests.grants.world import World, unique

YEAR_END, AFTER = date(2026, 3, 31), date(2026, 4, 10)
COUPON = 350_000


def with_coupon(world: World, **changes: Any) -> Placement:
    """A bond held, one coupon received."""
    placement = held(money(world), **{"accrued_yen": 50_000} | changes)
    on = date(2025, 10, 6)
    perform(world, deed(receive_interest, placement.pk, on, COUPON, unique("C"), on=on))
    return placement


def lawful(world: World) -> Deed:
    """At the end of the year."""
    with_coupon(world)
    return deed(add_income, world.segment, YEAR_END, on=AFTER)


def test_a_coupon_joins_the_fund_and_the_budget(fund: World) -> None:
    record = perform(fund, lawful(fund))
    assert lines_posted(fund.segment, record) == ["P 5401/2152 300000", "B B100/B200 300000"]
    assert entries_of_key(fund.segment, record.key)[0].period == 202513


def test_interest_bought_with_one_paper_withholds_nothing_of_another(fund: World) -> None:
    with_coupon(fund)
    fund.today = date(2025, 10, 7)
    held(fund, accrued_yen=40_000)
    record = perform(fund, deed(add_income, fund.segment, YEAR_END, on=AFTER))
    assert lines_posted(fund.segment, record) == ["P 5401/2152 300000", "B B100/B200 300000"]


def test_what_only_accrued_joins_the_fund_but_may_not_be_decided_yet(fund: World) -> None:
    with_coupon(fund)
    perform(fund, deed(value_holdings, fund.segment, YEAR_END, on=AFTER))
    amortised, accrued = 300_000 * 358 // 729, 100_000_000 * 7 * 176 // 365_000
    record = perform(fund, deed(add_income, fund.segment, YEAR_END, on=AFTER))
    assert lines_posted(fund.segment, record) == [
        f"P 5401/2152 {300_000 + amortised + accrued}", "B B100/B200 300000",
    ]  # fmt: skip


def test_at_maturity_all_of_it_has_arrived(fund: World) -> None:
    end = date(2026, 4, 6)
    placement = with_coupon(fund, matures_on=end)
    perform(fund, deed(value_holdings, fund.segment, YEAR_END, on=AFTER))
    perform(fund, deed(add_income, fund.segment, YEAR_END, on=AFTER))
    perform(fund, deed(redeem_placement, placement.pk, end, COUPON, unique("R"), on=AFTER))
    later = date(2026, 4, 30)
    perform(fund, deed(add_income, fund.segment, later, on=date(2026, 5, 7)))
    income = income_of(fund.segment, later)
    assert income.earned_yen == income.added_yen == income.released_yen == 250_000 + 2 * COUPON
    assert balance(fund.segment, "2152") == 250_000 + 2 * COUPON


def test_without_income_nothing_is_added_and_nothing_twice(fund: World) -> None:
    money(fund)
    assert set(refusal(fund, add_income, fund.segment, YEAR_END, on=AFTER)) == {"nothing"}
    fund.today = date(2025, 4, 7)
    doing = lawful(fund)
    perform(fund, doing)
    assert set(refusal(fund, add_income, *doing.args)) == {"nothing"}
    # An earlier day has earned less than what joined the fund since: no correction's doing.
    assert set(refusal(fund, add_income, fund.segment, date(2025, 9, 30))) == {"added"}
    assert set(refusal(fund, add_income, fund.segment, AFTER)) == {"added_on"}


def test_a_year_end_is_added_to_until_its_books_close(fund: World) -> None:
    with_coupon(fund)
    perform(fund, deed(add_income, fund.segment, YEAR_END, on=AFTER))
    perform(fund, deed(value_holdings, fund.segment, YEAR_END, on=AFTER))
    april, may = date(2026, 4, 30), date(2026, 5, 7)
    assert set(refusal(fund, add_income, fund.segment, april, on=may)) == {"year_end"}
    record = perform(fund, deed(add_income, fund.segment, YEAR_END, on=may))
    later = 300_000 * 358 // 729 + 100_000_000 * 7 * 176 // 365_000
    assert lines_posted(fund.segment, record) == [f"P 5401/2152 {later}"]
    assert entries_of_key(fund.segment, record.key)[0].period == 202513
    assert income_of(fund.segment, YEAR_END).to_add_yen == 0
    fund.close_until(YEAR_END)
    ledger.close_period(fund.segment, 202513, actor=uuid4(), approver=uuid4())
    assert set(refusal(fund, add_income, fund.segment, YEAR_END)) == {"added"}


def test_what_a_later_month_took_back_does_not_join_with_its_own_month(fund: World) -> None:
    """The month it was booked in is closed, so that it is taken back in an open one."""
    on, today = date(2025, 4, 7), date(2025, 6, 5)
    wrong = perform(
        money(fund, on), deed(receive_account_interest, fund.segment, on, COUPON, unique("C"))
    )
    fund.close_until(date(2025, 5, 31))
    (entry,) = entries_of_key(fund.segment, wrong.key)
    never = Correction(fund.segment, entry.seq, "他行の利息であった。", ())
    record = perform(fund, deed(propose_correction, never, on=today))
    passed(fund, Voucher.objects.get(pk=record.subject_id))
    assert set(refusal(fund, add_income, fund.segment, date(2025, 4, 30))) == {"nothing"}


def test_income_of_march_joins_the_old_year_after_that_of_april(fund: World) -> None:
    placement = with_coupon(fund)
    fund.today = date(2026, 3, 27)
    late = approved(fund)
    april, may = date(2026, 4, 30), date(2026, 5, 7)
    perform(fund, deed(value_holdings, fund.segment, YEAR_END, on=AFTER))
    perform(fund, deed(add_income, fund.segment, YEAR_END))
    perform(fund, deed(receive_interest, placement.pk, AFTER, COUPON, unique("C")))
    perform(fund, deed(add_income, fund.segment, april, on=may))
    perform(fund, deed(settle_placement, late.pk, date(2026, 3, 27), unique("S")))
    perform(fund, deed(value_holdings, fund.segment, YEAR_END))
    record = perform(fund, deed(add_income, fund.segment, YEAR_END))
    earned = 300_000 * 4 // 375 + 100_000_000 * 7 * 176 // 365_000
    assert lines_posted(fund.segment, record) == [f"P 5401/2152 {earned}"]
    assert income_of(fund.segment, april).to_add_yen == 0
