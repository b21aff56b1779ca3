"""遂行命令: what an officer put up is ordered by another person."""

from grants.acts.order_compliance import order_compliance
from grants.acts.send_back_draft import send_back_draft
from grants.models import ConductOrder
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.acts.test_propose_compliance import DAY, DEMAND, REASON, REMEDY
from tests.grants.acts.test_propose_compliance import lawful as proposed
from tests.grants.stage import StagedWorld
from tests.people import hire
from workflow.approvals import latest_draft
from workflow.models import Role


def lawful(world: StagedWorld) -> Deed:
    """The running case is not carried out as decided; an officer put the order up."""
    doing = proposed(world)
    version = perform(world, doing).facts["version"]
    return deed(order_compliance, doing.args[0], version, on=DAY)


def test_the_order_stands_with_its_date(world: StagedWorld) -> None:
    doing = lawful(world)
    record = perform(world, doing)
    order = ConductOrder.objects.get(grant=doing.args[0])
    assert (order.kind, order.reason, order.demand) == ("COMPLIANCE", REASON, DEMAND)
    assert (order.remedy_due_on, order.ordered_by) == (REMEDY, record.actor)
    assert duty(doing.args[0], "ORDER_COMPLIANCE").due_on == REMEDY
    assert set(told(record)) == {"order_compliance"}
    assert world.case("RUNNING").grant.state == "RUNNING"


def test_nobody_orders_what_they_drafted(world: StagedWorld) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.CASE_OFFICER, Role.DEPARTMENT_DIRECTOR)
    doing = proposed(world)
    version = perform(world, doing, by=both).facts["version"]
    given = (doing.args[0], version)
    assert set(refusal(world, order_compliance, *given, by=both, on=DAY)) == {"same_person"}
    assert perform(world, deed(order_compliance, *given, on=DAY)).actor != both


def test_too_late_for_its_own_date_it_goes_back(world: StagedWorld) -> None:
    doing = lawful(world)
    assert set(refusal(world, order_compliance, *doing.args, on=REMEDY)) == {"remedy"}
    draft = latest_draft("COMPLIANCE", doing.args[0])
    assert draft is not None
    world.do(send_back_draft, draft.pk, 0, "期限を改めること。", by=Role.DEPARTMENT_DIRECTOR)
    assert set(refusal(world, order_compliance, *doing.args, on=REMEDY)) == {"no_draft"}
