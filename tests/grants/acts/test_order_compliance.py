"""遂行命令: reasons, content and a date to come."""

from datetime import date

from grants.acts.order_compliance import order_compliance
from grants.models import ConductOrder
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.stage import StagedWorld

DAY = date(2025, 7, 1)
REMEDY = date(2025, 8, 1)


def lawful(world: StagedWorld) -> Deed:
    """The running case is not carried out as decided."""
    pk = world.case("RUNNING").pk
    return deed(
        order_compliance, pk, "工程が著しく遅れているため。", "工程を回復すること。", REMEDY, on=DAY
    )


def test_the_order_stands_with_its_date(world: StagedWorld) -> None:
    doing = lawful(world)
    record = perform(world, doing)
    order = ConductOrder.objects.get(grant=doing.args[0])
    assert (order.kind, order.remedy_due_on) == ("COMPLIANCE", REMEDY)
    assert duty(doing.args[0], "ORDER_COMPLIANCE").due_on == REMEDY
    assert set(told(record)) == {"order_compliance"}
    assert world.case("RUNNING").grant.state == "RUNNING"


def test_every_reason_is_told_at_once(world: StagedWorld) -> None:
    pk = world.case("DECIDED").pk
    found = refusal(world, order_compliance, pk, "", " ", DAY, on=DAY)
    assert set(found) == {"reason", "demand", "remedy", "wrong_state"}
