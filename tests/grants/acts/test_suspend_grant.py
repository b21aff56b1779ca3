"""一時停止命令: only after an order whose date passed unheeded."""

from datetime import date

from grants.acts.suspend_grant import suspend_grant
from grants.models import ConductOrder
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.acts.test_order_compliance import lawful as ordered
from tests.grants.acts.test_propose_compliance import DAY
from tests.grants.stage import StagedWorld

LATER = date(2025, 8, 4)
REMEDY = date(2025, 9, 30)


def lawful(world: StagedWorld) -> Deed:
    """After the compliance order of 1 July, due on 1 August."""
    doing = ordered(world)
    perform(world, doing)
    pk = doing.args[0]
    return deed(suspend_grant, pk, "遂行命令に従わないため。", "是正すること。", REMEDY, on=LATER)


def test_the_project_stops_and_cancellation_is_announced(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    assert world.case("RUNNING").grant.state == "SUSPENDED"
    order = ConductOrder.objects.get(grant=doing.args[0], kind="SUSPENSION")
    assert "17条1項" in order.demand


def test_without_an_order_that_was_disobeyed_it_is_refused(world: StagedWorld) -> None:
    pk = world.case("RUNNING").pk
    found = refusal(world, suspend_grant, pk, "理由", "内容", REMEDY, on=LATER)
    assert set(found) == {"no_breach"}
    perform(world, ordered(world))
    found = refusal(world, suspend_grant, pk, "理由", "内容", REMEDY, on=DAY)
    assert set(found) == {"no_breach"}
