"""一時停止の解除: the project goes on, the orders are done."""

from datetime import date

from grants.acts.resume_grant import resume_grant
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.acts.test_suspend_grant import lawful as suspended
from tests.grants.stage import StagedWorld
from workflow.models import Obligation

DAY = date(2025, 9, 1)


def lawful(world: StagedWorld) -> Deed:
    """The suspended case, remedied."""
    doing = suspended(world)
    perform(world, doing)
    return deed(resume_grant, doing.args[0], "是正を確認した。", on=DAY)


def test_it_runs_again_and_the_orders_are_done(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    assert world.case("RUNNING").grant.state == "RUNNING"
    orders = Obligation.objects.filter(subject_id=doing.args[0], kind__startswith="ORDER_")
    assert Obligation.Status.OPEN not in {duty.status for duty in orders}


def test_a_reason_is_asked_for(world: StagedWorld) -> None:
    assert set(refusal(world, resume_grant, lawful(world).args[0], "", on=DAY)) == {"no_reason"}
