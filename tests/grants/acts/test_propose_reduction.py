"""返還命令の減額の起案: within the open principal, with a ruling and reasons."""

from datetime import date

from grants.acts.propose_reduction import ReductionProposal, propose_reduction
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION
from workflow.approvals import latest_draft

DAY = date(2025, 10, 20)
GIVEN = ReductionProposal(5 * MILLION, "令和7年裁決第1号", "一部は目的に沿う使用と認められたため。")


def lawful(world: StagedWorld) -> Deed:
    """Five of the twenty million."""
    return deed(propose_reduction, world.case("ordered").order.pk, GIVEN, on=DAY)


def test_it_is_put_up_in_a_version(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    draft = latest_draft("REDUCTION", doing.args[0])
    assert draft is not None
    assert draft.content["reduced_yen"] == 5 * MILLION


def test_nothing_or_more_than_the_order_is_refused(world: StagedWorld) -> None:
    order = world.case("ordered").order
    for yen in (0, -1, 20 * MILLION + 1):
        given = ReductionProposal(yen, " ", "理由")
        found = refusal(world, propose_reduction, order.pk, given, on=DAY)
        assert set(found) == {"reduced_yen", "ruling"}


def test_also_an_order_whose_charges_are_paid_may_be_lowered(world: StagedWorld) -> None:
    order = world.case("cleared").order
    perform(world, deed(propose_reduction, order.pk, GIVEN, on=date(2025, 11, 17)))
