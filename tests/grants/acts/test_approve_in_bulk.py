"""一括決裁の記録: as many acts as drafts, each with its own result."""

from grants.acts.approve_in_bulk import approve_in_bulk
from tests.deeds import Deed, deed, refusal
from tests.grants.acts.test_approve_stage import put_up
from tests.grants.stage import StagedWorld
from tests.grants.world import DECIDED_ON


def lawful(world: StagedWorld) -> Deed:
    """One draft was chosen and approved."""
    draft = put_up(world.case("in stages"))
    return deed(approve_in_bulk, ((str(draft.pk), 1, ""),), on=DECIDED_ON)


def test_nothing_chosen_is_refused(world: StagedWorld) -> None:
    assert set(refusal(world, approve_in_bulk, ())) == {"nothing"}
