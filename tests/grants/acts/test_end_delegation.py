"""代決の終了: by the principal, once."""

from grants.acts.delegate_authority import delegate_authority
from grants.acts.end_delegation import end_delegation
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.acts.test_delegate_authority import UNTIL, deputy
from tests.grants.stage import StagedWorld
from tests.grants.world import DECIDED_ON
from workflow.models import Role


def lawful(world: StagedWorld) -> Deed:
    """The section chief is back early."""
    world.today = DECIDED_ON
    given = ("section_chief", deputy(world).pk, DECIDED_ON, UNTIL, "出張のため。")
    return deed(end_delegation, world.do(delegate_authority, *given).subject_id, on=DECIDED_ON)


def test_only_the_principal_ends_it_and_once(world: StagedWorld) -> None:
    doing = lawful(world)
    others = refusal(world, end_delegation, doing.args[0], by=Role.EXECUTIVE)
    assert set(others) == {"not_principal"}
    perform(world, doing)
    assert set(refusal(world, end_delegation, doing.args[0])) == {"ended"}
