"""財産処分の承認: on condition of payment, without surcharge."""

from grants.acts.approve_disposal import approve_disposal
from grants.models import Asset, Demand
from tests.deeds import Deed, deed, lines_posted, perform, refusal
from tests.grants.acts.test_propose_disposal import lawful as proposed
from tests.grants.acts.test_request_disposal import DAY
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION


def lawful(world: StagedWorld) -> Deed:
    """The disposal as put up."""
    doing = proposed(world)
    perform(world, doing)
    return deed(approve_disposal, doing.args[0], 1, on=DAY)


def test_the_sum_is_demanded(world: StagedWorld) -> None:
    doing = lawful(world)
    record = perform(world, doing)
    assert lines_posted(world.segment, record) == ["P 1131/4301 30000000", "P 5401/2153 30000000"]
    asset = Asset.objects.get(pk=doing.args[0])
    demand = Demand.objects.get(grant=asset.grant)
    assert (asset.state, demand.amount_yen, demand.state) == ("APPROVED", 30 * MILLION, "DEMANDED")


def test_a_version_that_was_not_read_is_refused(world: StagedWorld) -> None:
    doing = lawful(world)
    assert set(refusal(world, approve_disposal, doing.args[0], 2, on=DAY)) == {"stale_version"}
