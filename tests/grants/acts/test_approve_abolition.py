"""廃止の承認: the report falls due from that day; 額の確定 releases the rest."""

from datetime import date

from grants.acts.approve_abolition import approve_abolition
from grants.acts.propose_abolition import propose_abolition
from grants.case import balances_of
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.acts.test_propose_abolition import DAY
from tests.grants.acts.test_propose_abolition import lawful as proposed
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION
from workflow.models import Obligation


def lawful(world: StagedWorld) -> Deed:
    """The abolition as put up."""
    doing = proposed(world)
    perform(world, doing)
    return deed(approve_abolition, doing.args[0], 1, on=DAY)


def test_the_completion_report_is_due_from_the_day(world: StagedWorld) -> None:
    perform(world, lawful(world))
    case = world.case("advanced")
    assert case.grant.state == "ABOLISHED"
    due = Obligation.objects.get(subject_id=case.pk, kind="COMPLETION", status="open")
    assert due.due_on == date(2025, 10, 31)


def test_what_was_done_is_fixed_and_the_rest_goes_back(world: StagedWorld) -> None:
    perform(world, lawful(world))
    case = world.case("advanced")
    case.complete(150 * MILLION, 20 * MILLION)
    case.inspect_final(150 * MILLION, 20 * MILLION, claimed=(150 * MILLION, 20 * MILLION))
    case.propose_fixing().fix()
    assert case.grant.fixed_yen == 60 * MILLION
    assert balances_of(case.grant) == {
        "B300": 0, "B310": 0, "B400": 10 * MILLION, "B500": 50 * MILLION,
    }  # fmt: skip


def test_what_a_part_cancellation_left_can_be_given_up(world: StagedWorld) -> None:
    case, day = world.case("PARTLY_CANCELLED"), date(2025, 10, 20)
    case.do(propose_abolition, case.pk, day, "需要の減少のため。", on=day)
    case.do(approve_abolition, case.pk, 1, on=day)
    assert case.grant.state == "ABOLISHED"
    fixed = world.case("partly cancelled fixed").pk
    given = (fixed, date(2026, 2, 5), "需要の減少のため。")
    assert set(refusal(world, propose_abolition, *given, on=given[1])) == {"wrong_state"}


def test_a_version_that_was_not_read_is_refused(world: StagedWorld) -> None:
    doing = lawful(world)
    assert set(refusal(world, approve_abolition, doing.args[0], 3, on=DAY)) == {"stale_version"}
