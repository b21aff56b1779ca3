"""過誤納金の還付: booked on the bank's date, once."""

from datetime import date

from grants.acts.propose_overpayment_return import propose_overpayment_return
from grants.acts.return_overpayment import return_overpayment
from tests.deeds import Deed, deed, lines_posted, perform, refusal
from tests.grants.acts.test_propose_overpayment_return import DAY, overpaid
from tests.grants.stage import StagedWorld
from tests.grants.world import unique


def lawful(world: StagedWorld) -> Deed:
    """The 700 yen go back today."""
    receipt = overpaid(world)
    perform(world, deed(propose_overpayment_return, receipt, on=DAY))
    return deed(return_overpayment, receipt, 1, DAY, unique("BANK"), on=DAY)


def test_the_money_goes_back_once(world: StagedWorld) -> None:
    doing = lawful(world)
    record = perform(world, doing)
    assert lines_posted(world.segment, record) == ["P 2204/1101 700"]
    assert "returned" in refusal(world, return_overpayment, *doing.args, on=DAY)


def test_a_day_to_come_or_a_line_without_reference_is_refused(world: StagedWorld) -> None:
    receipt, version, _, _ = lawful(world).args
    for day, line in ((date(2025, 12, 1), "X"), (DAY, " ")):
        found = refusal(world, return_overpayment, receipt, version, day, line, on=DAY)
        assert set(found) == {"bank_line"}
