"""年度の締めの起案: the 13th period is put up once its months are closed and nothing is earned."""

from datetime import date

from fund.acts.propose_year_close import propose_year_close
from fund.models import PeriodClose
from tests.deeds import Deed, deed, perform, refusal
from tests.fund.acts.test_propose_close import APRIL, NOTHING
from tests.fund.test_closing import book
from tests.grants.world import World
from workflow.approvals import latest_draft

YEAR, MARCH_END = 202413, date(2025, 3, 31)


def lawful(world: World) -> Deed:
    """Fiscal year 2024, without any entry, is put up."""
    world.close_until(MARCH_END)
    return deed(propose_year_close, world.segment, YEAR, NOTHING, on=date(2025, 4, 7))


def test_the_year_is_put_up_with_its_result(fund: World) -> None:
    record = perform(fund, lawful(fund))
    close = PeriodClose.objects.get(pk=record.subject_id)
    draft = latest_draft("CLOSE", close.pk)
    assert draft is not None
    checks = {check["code"]: check for check in draft.content["checks"]}
    assert checks["result"]["figures"] == [["損益（円）", 0]]


def test_the_months_close_first(fund: World) -> None:
    problems = refusal(fund, propose_year_close, fund.segment, YEAR, NOTHING)
    assert set(problems) == {"close_in_order"}
    fund.close_until(date(2025, 2, 28))
    problems = refusal(fund, propose_year_close, fund.segment, YEAR, NOTHING)
    assert "先に2025年3月を" in problems["close_in_order"].text


def test_a_month_is_no_year(fund: World) -> None:
    assert set(refusal(fund, propose_year_close, fund.segment, APRIL, NOTHING)) == {"kind"}


def test_what_was_earned_is_first_added_to_the_fund_in_the_13th_period(fund: World) -> None:
    book(fund, "1134", "4201", 7, MARCH_END)
    fund.close_until(MARCH_END)
    problems = refusal(fund, propose_year_close, fund.segment, YEAR, NOTHING)
    assert set(problems) == {"close_result"}
    assert "損益（円） 7" in problems["close_result"].text
    book(fund, "5401", "2152", 7, MARCH_END, is_adjusting=True)
    assert perform(fund, deed(propose_year_close, fund.segment, YEAR, NOTHING))
