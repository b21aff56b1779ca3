"""納付金の収納: whole and once; a disposal is then done."""

from datetime import date

from grants.acts.receive_return import receive_return
from grants.models import Asset, Demand
from tests.deeds import Deed, deed, lines_posted, perform, refusal
from tests.grants.acts.test_approve_disposal import lawful as approved
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION, unique

DAY = date(2026, 2, 20)


def lawful(world: StagedWorld) -> Deed:
    """The 30 million of the disposal arrive."""
    doing = approved(world)
    perform(world, doing)
    demand = Demand.objects.get(grant=world.case("SETTLED").pk)
    return deed(receive_return, demand.pk, DAY, 30 * MILLION, unique("BANK"), on=DAY)


def test_it_joins_the_budget_and_the_disposal_is_done(world: StagedWorld) -> None:
    record = perform(world, lawful(world))
    assert lines_posted(world.segment, record) == ["P 1101/1131 30000000", "B B100/B200 30000000"]
    assert Asset.objects.get(grant=world.case("SETTLED").pk).state == "DISPOSED"


def test_another_sum_or_day_or_an_empty_reference_is_refused(world: StagedWorld) -> None:
    demand = lawful(world).args[0]
    found = refusal(world, receive_return, demand, date(2026, 1, 1), 1, " ", on=DAY)
    assert {"paid_on", "amount", "bank_reference"} <= set(found)
