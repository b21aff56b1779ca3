"""財産処分の承認の起案: the sum from book value or price."""

from grants.acts.propose_disposal import propose_disposal
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.acts.test_request_disposal import DAY, registered
from tests.grants.acts.test_request_disposal import lawful as requested
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION
from workflow.approvals import latest_draft


def lawful(world: StagedWorld) -> Deed:
    """The request is judged."""
    doing = requested(world)
    perform(world, doing)
    return deed(propose_disposal, doing.args[0], on=DAY)


def test_the_first_year_returns_the_whole_grant(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    draft = latest_draft("DISPOSAL", doing.args[0])
    assert draft is not None
    assert (draft.content["book_yen"], draft.content["return_yen"]) == (90 * MILLION, 30 * MILLION)


def test_without_a_request_there_is_nothing_to_judge(world: StagedWorld) -> None:
    assert set(refusal(world, propose_disposal, registered(world), on=DAY)) == {"no_request"}
