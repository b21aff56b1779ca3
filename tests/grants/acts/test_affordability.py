"""財源の見通し (scenario 2): what is there, what comes when, and what would cure a shortage."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from fund.acts.receive_interest import receive_interest
from fund.chart import AVAILABLE
from fund.maturing import movements_of, received_not_joined_yen
from fund.models import Placement
from fund.queries import balance
from grants.acts.decide_grant import decide_grant
from grants.affordability import expected, forecast_of
from grants.models import Payment
from tests.deeds import refusal
from tests.fund.treasury import approved, held
from tests.grants.acts.test_approve_stage import put_up
from tests.grants.stage import LARGE_COSTS_YEN, LARGE_YEN
from tests.grants.world import GRANT_YEN, MILLION, World, an_application, an_examination, unique
from tests.people import hire_inside, new_company
from workflow.calendar import day_text
from workflow.models import Role


@pytest.fixture
def poor(plan_books: int, db: None) -> World:
    """A fund that has 350 million left to decide."""
    world = World(plan_books, hire_inside(), new_company("甲電池"), new_company("乙電池"))
    world.endow(350 * MILLION - balance(plan_books, AVAILABLE))
    return world


def test_a_shortage_before_the_last_stage_keeps_the_approvals_and_lists_the_options(
    poor: World,
) -> None:
    case = poor.draft(application=an_application(LARGE_YEN, LARGE_COSTS_YEN)).apply().review()
    case.examine(an_examination(LARGE_COSTS_YEN)).approve_stages("DECISION", case.pk)
    day = poor.today
    # Meanwhile another decision takes what is there down to 150 million.
    other = poor.draft(company=poor.other, application=an_application(
        200 * MILLION - 1_000, LARGE_COSTS_YEN)).apply(day).review(day)  # fmt: skip
    other.examine(an_examination(LARGE_COSTS_YEN), day)
    poor.today = day
    other.decide(on=day)
    left = balance(poor.segment, AVAILABLE)
    problem = refusal(poor, decide_grant, case.pk, 1, by=Role.EXECUTIVE)["short"]
    assert problem.short_yen == LARGE_YEN - left == 50 * MILLION - 1_000
    assert "不足額 49,999,000円" in problem.text
    assert "決定額を 150,001,000円 以下に減らす" in problem.cure
    assert "運用満期" in problem.cure
    assert "不交付" in problem.cure
    assert put_up(case).approvals.count() == 2


def test_a_refund_on_its_way_is_the_cure_with_its_day(poor: World) -> None:
    debtor = poor.draft().to_running().inspect(150 * MILLION, 20 * MILLION).pay(50 * MILLION)
    debtor.propose_cancellation(90 * MILLION).cancel().order_back()
    day = poor.today
    case = poor.draft(company=poor.other).apply(day)
    due_on = debtor.order.due_on
    left = balance(poor.segment, AVAILABLE)
    found = forecast_of(case.grant, left + 20 * MILLION, day)
    assert found.short_yen == 20 * MILLION
    assert found.cured_by is not None
    assert (found.cured_by.flow.on, found.cured_by.flow.budget_yen) == (due_on, 20 * MILLION)
    assert f"{day_text(due_on)} の返還（{debtor.grant.number}）を待つ" in found.options
    late = due_on + timedelta(days=3)
    assert expected(poor.segment, late)[0].on == late


def test_a_payment_moves_cash_and_not_what_may_be_decided(poor: World) -> None:
    case = poor.draft().to_running().inspect(150 * MILLION, 20 * MILLION).claim(10 * MILLION)
    flow = next(f for f in expected(poor.segment, poor.today) if case.grant.number in f.what)
    assert (flow.budget_yen, flow.cash_yen) == (0, -10 * MILLION)
    other = poor.draft(company=poor.other).apply(poor.today)
    found = forecast_of(other.grant, GRANT_YEN, poor.today)
    assert found.short_yen == 0


def deposit(world: World, **changes: Any) -> Placement:
    """A time deposit of 80 million for a year at one percent, bought today."""
    given = {
        "instrument": "DEPOSIT", "name": "定期預金", "issuer": "テスト銀行",
        "face_yen": 80 * MILLION, "price_yen": 80 * MILLION, "rate": Fraction(1, 100),
        "coupon_months": 0, "matures_on": date(2026, 4, 1),
    }  # fmt: skip
    return held(world, **(given | changes))


def test_a_maturity_brings_cash_on_its_day_and_its_income_at_the_month_s_end(poor: World) -> None:
    poor.today = date(2025, 4, 1)
    held_ = deposit(poor)
    interest = 80 * MILLION // 100
    flows = {f.what: f for f in expected(poor.segment, poor.today) if held_.number in f.what}
    maturity = flows[f"満期（{held_}）"]
    assert (maturity.on, maturity.budget_yen) == (held_.matures_on, 0)
    assert maturity.cash_yen == 80 * MILLION + interest
    income = flows[f"運用益の組入れ・満期（{held_}）"]
    assert (income.on, income.budget_yen, income.cash_yen) == (date(2026, 4, 30), interest, 0)


def test_what_a_placement_will_have_earned_is_the_cure_with_its_day(poor: World) -> None:
    poor.today = date(2025, 4, 1)
    held_ = deposit(poor)
    case = poor.draft().apply()
    left = balance(poor.segment, AVAILABLE)
    found = forecast_of(case.grant, left + MILLION // 2, poor.today)
    assert found.short_yen == MILLION // 2
    assert f"2026年4月30日 の運用益の組入れ・満期（{held_}）を待つ" in found.options
    more = forecast_of(case.grant, left + MILLION, poor.today)
    assert more.cured_by is None


def test_coupons_come_one_by_one_and_interest_bought_is_no_income(poor: World) -> None:
    poor.today = date(2025, 4, 7)
    bond = held(poor, accrued_yen=50_000)
    found = [m for m in movements_of(poor.segment, poor.today) if bond.number in m.what]
    assert [(m.on, m.cash_yen, m.income_yen) for m in found] == [
        (date(2025, 10, 6), 350_000, 300_000), (date(2026, 4, 6), 350_000, 350_000),
        (date(2026, 10, 6), 350_000, 350_000), (date(2027, 4, 6), 100_350_000, 650_000),
    ]  # fmt: skip
    poor.today = date(2025, 10, 6)
    poor.do(receive_interest, bond.pk, poor.today, 350_000, unique("C"))
    later = [m for m in movements_of(poor.segment, poor.today) if bond.number in m.what]
    assert later == found[1:]
    waiting = received_not_joined_yen(poor.segment, poor.today)
    flow = next(f for f in expected(poor.segment, poor.today) if f.what.startswith("受領済み"))
    assert (flow.on, flow.budget_yen) == (date(2025, 10, 31), waiting)


def test_what_is_approved_to_be_placed_goes_out_on_its_day_and_comes_back(poor: World) -> None:
    poor.today = date(2025, 4, 1)
    bought = approved(
        poor, instrument="DEPOSIT", name="定期預金", issuer="テスト銀行", face_yen=MILLION,
        price_yen=MILLION, coupon_months=0, settles_on=date(2025, 4, 3),
        matures_on=date(2026, 4, 3),
    )  # fmt: skip
    found = [m for m in movements_of(poor.segment, poor.today) if bought.number in m.what]
    assert [(m.on, m.cash_yen) for m in found] == [
        (date(2025, 4, 3), -MILLION), (date(2026, 4, 3), MILLION + MILLION * 7 // 1000),
    ]  # fmt: skip


def test_cash_that_runs_dry_is_told_with_the_maturity_that_fills_it(poor: World) -> None:
    poor.today = date(2025, 4, 1)
    deposit(poor, face_yen=15 * MILLION, price_yen=15 * MILLION)
    case = poor.draft().to_running().inspect(150 * MILLION, 20 * MILLION).claim(10 * MILLION)
    poor.spend_all_cash_but(5 * MILLION)
    assert case.payment is not None
    Payment.objects.filter(pk=case.payment).update(pay_on=poor.today + timedelta(days=9))
    other = poor.draft(company=poor.other).apply(poor.today)
    found = forecast_of(other.grant, 1, poor.today)
    assert found.dry is not None
    assert (case.grant.number in found.dry.flow.what, found.dry.cash_yen) == (True, -5 * MILLION)
    assert found.refilled is not None
    assert found.refilled.flow.what.startswith("満期")
    assert found.refilled.cash_yen > 0
