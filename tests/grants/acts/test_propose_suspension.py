"""一時停止命令の起案: only after an order whose date passed unheeded."""

from datetime import date

from grants.acts.propose_suspension import propose_suspension
from grants.models import ConductOrder
from reports.acts.record_fulfilment import record_fulfilment
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.acts.test_order_compliance import lawful as ordered
from tests.grants.acts.test_propose_compliance import DAY
from tests.grants.stage import StagedWorld
from workflow.approvals import pending_documents

LATER = date(2025, 8, 4)
REMEDY = date(2025, 9, 30)
GIVEN = ("遂行命令に従わないため。", "是正すること。", REMEDY)


def lawful(world: StagedWorld) -> Deed:
    """After the compliance order of 1 July, due on 1 August."""
    doing = ordered(world)
    perform(world, doing)
    return deed(propose_suspension, doing.args[0], *GIVEN, on=LATER)


def test_it_is_put_up_and_stops_nothing(world: StagedWorld) -> None:
    doing = lawful(world)
    record = perform(world, doing)
    assert pending_documents(doing.args[0]) == {"SUSPENSION"}
    assert world.case("RUNNING").grant.state == "RUNNING"
    assert not ConductOrder.objects.filter(grant=doing.args[0], kind="SUSPENSION").exists()
    # The company reads the history of its case, and is told of an order, not of a thought.
    assert (record.reason, told(record)) == ("", {})


def test_without_an_order_that_was_disobeyed_it_is_refused(world: StagedWorld) -> None:
    pk = world.case("RUNNING").pk
    assert set(refusal(world, propose_suspension, pk, *GIVEN, on=LATER)) == {"no_breach"}
    perform(world, ordered(world))
    assert set(refusal(world, propose_suspension, pk, *GIVEN, on=DAY)) == {"no_breach"}


def test_an_order_that_was_obeyed_is_no_ground(world: StagedWorld) -> None:
    doing = lawful(world)
    obeyed = duty(doing.args[0], "ORDER_COMPLIANCE")
    world.today = LATER
    world.do(record_fulfilment, obeyed.pk, LATER, "履行確認第1号")
    assert set(refusal(world, doing.act, *doing.args, on=LATER)) == {"no_breach"}


def test_every_reason_is_told_at_once(world: StagedWorld) -> None:
    pk = world.case("DECIDED").pk
    found = refusal(world, propose_suspension, pk, "", " ", DAY, on=DAY)
    assert set(found) == {"reason", "demand", "remedy", "wrong_state"}
