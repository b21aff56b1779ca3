"""収益納付・消費税返還の請求: approved by another, joins the fund."""

from grants.acts.demand_return import demand_return
from grants.models import Demand
from tests.deeds import Deed, deed, duty, lines_posted, perform, refusal
from tests.grants.acts.test_propose_demand import DAY
from tests.grants.acts.test_propose_demand import lawful as proposed
from tests.grants.stage import StagedWorld


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
