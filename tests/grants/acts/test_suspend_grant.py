"""一時停止命令: what an officer put up is ordered by another person."""

from datetime import date

from grants.acts.claim_payment import claim_payment
from grants.acts.resume_grant import resume_grant
from grants.acts.suspend_grant import suspend_grant
from grants.models import ConductOrder
from reports.acts.record_fulfilment import record_fulfilment
from tests.deeds import Deed, deed, duty, perform, refusal
from tests.grants.acts.test_propose_suspension import LATER, REMEDY
from tests.grants.acts.test_propose_suspension import lawful as proposed
from tests.grants.scenes import cancelled_in_part
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION
from tests.people import hire
from workflow.models import Role


def lawful(world: StagedWorld) -> Deed:
    """The compliance order was not obeyed; an officer put the suspension up."""
    doing = proposed(world)
    version = perform(world, doing).facts["version"]
    return deed(suspend_grant, doing.args[0], version, on=LATER)


def test_the_project_stops_and_cancellation_is_announced(world: StagedWorld) -> None:
    doing = lawful(world)
    record = perform(world, doing)
    assert world.case("RUNNING").grant.state == "SUSPENDED"
    order = ConductOrder.objects.get(grant=doing.args[0], kind="SUSPENSION")
    assert "17条1項" in order.demand
    assert (order.remedy_due_on, order.ordered_by) == (REMEDY, record.actor)
    assert record.reason == "遂行命令に従わないため。"


def test_what_a_part_cancellation_left_is_stopped_and_goes_on_as_such(world: StagedWorld) -> None:
    case = cancelled_in_part(world.case("told to comply"), date(2025, 7, 2))
    case.suspend(date(2025, 8, 15), on=date(2025, 7, 16))
    assert case.grant.state == "SUSPENDED"
    assert set(refusal(world, claim_payment, case.pk, "ADVANCE", MILLION)) >= {"wrong_state"}
    case.do(resume_grant, case.pk, "是正を確認した。", on=date(2025, 8, 1))
    assert case.grant.state == "PARTLY_CANCELLED"
    assert duty(case.pk, "ORDER_SUSPENSION").status == "met"


def test_nobody_suspends_what_they_drafted(world: StagedWorld) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.CASE_OFFICER, Role.EXECUTIVE)
    doing = proposed(world)
    given = (doing.args[0], perform(world, doing, by=both).facts["version"])
    assert set(refusal(world, suspend_grant, *given, by=both, on=LATER)) == {"same_person"}
    assert perform(world, deed(suspend_grant, *given, on=LATER)).actor != both


def test_obeyed_after_it_was_put_up_nothing_is_suspended(world: StagedWorld) -> None:
    doing = lawful(world)
    world.today = LATER
    obeyed = duty(doing.args[0], "ORDER_COMPLIANCE")
    world.do(record_fulfilment, obeyed.pk, LATER, "履行確認第1号")
    assert set(refusal(world, suspend_grant, *doing.args, on=LATER)) == {"no_breach"}
