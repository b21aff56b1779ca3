"""計画の確認の記録: METI's paper, once; and the plan beside what happened."""

from datetime import date

from fund.acts.file_fund_plan import file_fund_plan
from fund.acts.record_plan_confirmation import record_plan_confirmation
from fund.acts.settle_voucher import settle_voucher
from fund.actuals import compare, grown_yen
from fund.holdings import fund_yen
from fund.models import FundPlan
from tests.deeds import Deed, deed, perform, refusal
from tests.fund.acts.test_file_fund_plan import a_plan
from tests.fund.treasury import DAY, astray, held, money, passed, put_up
from tests.grants.world import World, unique


def lawful(world: World) -> Deed:
    """Confirmed after a week."""
    world.today = DAY
    plan = world.do(file_fund_plan, a_plan(world)).subject_id
    return deed(record_plan_confirmation, plan, date(2025, 4, 4), "製局第12号", on=DAY)


def test_the_confirmation_is_recorded_once(fund: World) -> None:
    doing = lawful(fund)
    record = perform(fund, doing)
    plan = FundPlan.objects.get(pk=record.subject_id)
    assert (plan.confirmed_on, plan.confirmation_number) == (date(2025, 4, 4), "製局第12号")
    assert set(refusal(fund, record_plan_confirmation, *doing.args)) == {"confirmed"}


def test_its_day_and_number_are_asked(fund: World) -> None:
    plan = lawful(fund).args[0]
    found = refusal(fund, record_plan_confirmation, plan, date(2025, 3, 27), " ")
    assert set(found) == {"confirmed_on", "number"}


def test_plan_against_actual_adds_up_to_what_the_fund_grew_by(fund: World) -> None:
    perform(fund, lawful(fund))
    plan = FundPlan.objects.get(segment=fund.segment, year=2025)
    held(money(fund))
    astray(fund)
    fund.do(settle_voucher, passed(fund, put_up(fund)).pk, DAY, unique("OUT"))
    rows = {row.line.field: row for row in compare(fund.segment, 2025, plan)}
    assert rows["subsidy_yen"].actual_yen == rows["subsidy_yen"].planned_yen == 10_000_000_000
    assert (rows["admin_yen"].actual_yen, rows["admin_yen"].difference_yen) == (
        3_000_000, -2_000_000,
    )  # fmt: skip
    assert (rows[""].actual_yen, rows[""].planned_yen) == (2_000_000, None)
    assert grown_yen(list(rows.values()))["net"] == fund_yen(fund.segment)
