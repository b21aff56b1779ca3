"""収益納付・消費税返還の請求: approved by another, joins the fund."""

from fractions import Fraction

import pytest

from grants.acts.begin_monitoring import begin_monitoring
from grants.acts.close_grant import close_grant
from grants.acts.demand_return import demand_return
from grants.acts.propose_demand import TaxReport, propose_demand
from grants.acts.receive_return import receive_return
from grants.models import Demand
from tests.deeds import Deed, deed, duty, lines_posted, perform, refusal
from tests.grants.acts.test_propose_demand import CANCELLED_ON, DAY, owing
from tests.grants.acts.test_propose_demand import lawful as proposed
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION, unique
from workflow.models import Obligation


def lawful(world: StagedWorld) -> Deed:
    """The demand as put up."""
    doing = proposed(world)
    perform(world, doing)
    return deed(demand_return, doing.args[0], 1, on=DAY)


def test_the_sum_is_demanded_by_a_date(world: StagedWorld) -> None:
    doing = lawful(world)
    record = perform(world, doing)
    demand = Demand.objects.get(grant=doing.args[0])
    yen = demand.amount_yen
    assert (demand.kind, demand.state) == ("CTAX", "DEMANDED")
    assert lines_posted(world.segment, record) == [f"P 1131/4301 {yen}", f"P 5401/2153 {yen}"]
    assert duty(demand.pk, "DEMANDED").due_on == demand.due_on


def test_a_version_that_was_not_read_is_refused(world: StagedWorld) -> None:
    doing = lawful(world)
    assert set(refusal(world, demand_return, doing.args[0], 2, on=DAY)) == {"stale_version"}


def test_it_lives_beside_the_refund_and_keeps_the_case_open(world: StagedWorld) -> None:
    case = owing(world)
    perform(world, deed(propose_demand, case.pk, TaxReport(Fraction(95, 100)), on=DAY))
    record = perform(world, deed(demand_return, case.pk, 1))
    demand = Demand.objects.get(grant=case.pk)
    yen = demand.amount_yen
    assert lines_posted(world.segment, record) == [f"P 1131/4301 {yen}", f"P 5401/2153 {yen}"]
    assert case.grant.state == "PARTLY_CANCELLED"
    # The refund comes, the case is settled and looked after; what was demanded stands.
    case.receive(30 * MILLION, on=DAY).receive_charges(on=DAY)
    assert case.grant.state == "SETTLED"
    world.do(begin_monitoring, case.pk)
    Obligation.objects.filter(subject_id=case.pk, status="open").update(status="met", met_on=DAY)
    assert set(refusal(world, close_grant, case.pk)) == {"demands"}
    world.do(receive_return, demand.pk, DAY, yen, unique("BANK"))
    world.do(close_grant, case.pk)
    assert case.grant.state == "CLOSED"


@pytest.mark.parametrize(("owed_from", "owed_yen"), [("cancellation", 30), ("excess", 10)])
def test_a_demand_paid_before_the_refund_settles_nothing(
    world: StagedWorld, owed_from: str, owed_yen: int
) -> None:
    case = owing(world) if owed_from == "cancellation" else world.case("excess")
    state = case.grant.state
    perform(world, deed(propose_demand, case.pk, TaxReport(Fraction(95, 100)), on=DAY))
    perform(world, deed(demand_return, case.pk, 1))
    demand = Demand.objects.get(grant=case.pk)
    world.do(receive_return, demand.pk, DAY, demand.amount_yen, unique("BANK"))
    assert (case.grant.state, case.order.state) == (state, "ORDERED")
    case.receive(owed_yen * MILLION, on=DAY)
    assert case.grant.state == "SETTLED"


def test_a_sum_reckoned_from_what_stands_no_more_is_not_demanded(world: StagedWorld) -> None:
    case = world.case("SETTLED")
    perform(world, deed(propose_demand, case.pk, TaxReport(Fraction(95, 100)), on=CANCELLED_ON))
    case.propose_cancellation(30 * MILLION, on=CANCELLED_ON).cancel(on=CANCELLED_ON)
    problem = refusal(world, demand_return, case.pk, 1)["moved"]
    assert "120,000,000円 から 90,000,000円" in problem.text
    perform(world, deed(propose_demand, case.pk, TaxReport(Fraction(95, 100))))
    perform(world, deed(demand_return, case.pk, 2))
    assert Demand.objects.get(grant=case.pk).amount_yen == 90 * MILLION * 10 * 95 // (110 * 100)
