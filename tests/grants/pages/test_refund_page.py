"""A refund order's page: the worksheet day by day, and what an appeal left of it."""

from dataclasses import replace
from datetime import date

from grants.acts.propose_reduction import propose_reduction
from grants.acts.reduce_order import reduce_order
from tests.deeds import deed, perform
from tests.grants.acts.test_propose_reduction import GIVEN
from tests.grants.pages.conftest import Visit
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION
from workflow.models import Role

ON = date(2025, 11, 17)


def test_the_company_sees_every_day_up_to_the_one_it_chooses(
    world: StagedWorld, visit: Visit, outside: None
) -> None:
    case = world.case("ordered")
    url = f"/recipient/grants/{case.grant.number}/refunds/1/"
    answer = visit(world.company.releaser).get(url, {"on": ON.isoformat()})
    sheet = answer.context["sheet"]
    days = [day for month in sheet.months for day in month.days]
    received = case.order.lots.get().received_on
    assert (days[0].on, days[-1].on, len(days)) == (received, ON, (ON - received).days + 1)
    assert days[-1].surcharge_yen == sheet.assessment.surcharge_yen
    assert days[-1].late_yen == sheet.assessment.late_charge_yen
    text = answer.content.decode()
    assert "日ごとの計算" in text
    assert text.count("<details") >= 3
    assert f"{days[9].surcharge_yen:,}" in text


def test_both_worksheets_of_a_reduction_are_shown(world: StagedWorld, visit: Visit) -> None:
    case = world.case("cleared")
    given = replace(GIVEN, reduced_yen=15 * MILLION)
    perform(world, deed(propose_reduction, case.order.pk, given, on=ON))
    perform(world, deed(reduce_order, case.order.pk, 1, on=ON))
    url = f"/officer/grants/{case.grant.number}/refunds/1/"
    text = visit(world.person(Role.ACCOUNTING_CLERK)).get(url).content.decode()
    assert "減額前と減額後の計算表" in text
    assert "20,000,000" in text
    assert "減額による充当替え（入金なし）" in text
    assert "過誤納金の還付の起案" in text
