"""収益納付・消費税返還の起案: from the company's report, reckoned."""

from datetime import date
from fractions import Fraction

from grants.acts.propose_demand import ProfitReport, TaxReport, propose_demand
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION
from workflow.approvals import latest_draft

DAY = date(2026, 6, 15)


def lawful(world: StagedWorld) -> Deed:
    """95 % taxable sales on 120 million."""
    return deed(propose_demand, world.case("SETTLED").pk, TaxReport(Fraction(95, 100)), on=DAY)


def test_the_tax_is_reckoned_to_the_yen(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    draft = latest_draft("DEMAND", doing.args[0])
    assert draft is not None
    assert draft.content["return_yen"] == 120 * MILLION * 10 * 95 // (110 * 100)


def test_profit_is_shared_by_the_grant_s_part(world: StagedWorld) -> None:
    pk = world.case("SETTLED").pk
    report = ProfitReport(
        profit_yen=300 * MILLION, own_share_yen=220 * MILLION, cost_yen=340 * MILLION
    )
    perform(world, deed(propose_demand, pk, report, on=DAY))
    draft = latest_draft("DEMAND", pk)
    assert draft is not None
    assert draft.content["return_yen"] == 80 * MILLION * 120 // 340


def test_without_profit_nothing_is_demanded(world: StagedWorld) -> None:
    report = ProfitReport(100, 200, 340 * MILLION)
    found = refusal(world, propose_demand, world.case("RUNNING").pk, report, on=DAY)
    assert set(found) == {"wrong_state", "nothing_due"}
