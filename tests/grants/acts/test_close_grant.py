"""終了: only when no duty, refund or balance is open; 17条3項 still reaches it."""

from datetime import date
from uuid import UUID

from grants.acts.begin_monitoring import begin_monitoring
from grants.acts.close_grant import close_grant
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld
from workflow.models import Obligation

DAY = date(2031, 7, 1)


def monitored(world: StagedWorld) -> UUID:
    """The settled case under observation."""
    pk = world.case("SETTLED").pk
    perform(world, deed(begin_monitoring, pk, on=date(2026, 3, 2)))
    return pk


def lawful(world: StagedWorld) -> Deed:
    """Every duty done."""
    pk = monitored(world)
    Obligation.objects.filter(subject_id=pk, status="open").update(status="met", met_on=DAY)
    return deed(close_grant, pk, on=date(2026, 6, 1))


def test_it_ends_and_may_still_be_cancelled(world: StagedWorld) -> None:
    perform(world, lawful(world))
    case = world.case("SETTLED")
    assert case.grant.state == "CLOSED"
    case.propose_cancellation(120_000_000, whole=True, on=date(2026, 7, 1))
    case.cancel(on=date(2026, 7, 2))
    assert case.grant.state == "CANCELLED"


def test_open_duties_keep_it_open(world: StagedWorld) -> None:
    pk = monitored(world)
    assert set(refusal(world, close_grant, pk, on=date(2026, 6, 1))) == {"duties"}
