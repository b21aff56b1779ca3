"""後閲: by the principal, once."""

from grants.acts.approve_stage import approve_stage
from grants.acts.delegate_authority import delegate_authority
from grants.acts.view_afterwards import view_afterwards
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.acts.test_approve_stage import put_up
from tests.grants.acts.test_delegate_authority import UNTIL, deputy
from tests.grants.stage import StagedWorld
from tests.grants.world import DECIDED_ON
from workflow.models import AfterView, Approval, Role


def lawful(world: StagedWorld) -> Deed:
    """The chief reads what the deputy approved."""
    case = world.case("in stages")
    world.today = DECIDED_ON
    given = ("section_chief", deputy(world).pk, DECIDED_ON, UNTIL, "出張のため。")
    world.do(delegate_authority, *given)
    world.do(approve_stage, put_up(case).pk, 1, by=deputy(world))
    approval = Approval.objects.get(draft__subject_id=case.pk)
    return deed(view_afterwards, approval.pk, "異存なし。", on=DECIDED_ON)


def test_the_principal_sees_it_once(world: StagedWorld) -> None:
    doing = lawful(world)
    others = refusal(world, view_afterwards, doing.args[0], "", by=Role.EXECUTIVE)
    assert set(others) == {"not_principal"}
    perform(world, doing)
    seen = AfterView.objects.get(approval=doing.args[0])
    assert (seen.seen_by, seen.remark) == (world.people[Role.SECTION_CHIEF], "異存なし。")
    assert set(refusal(world, view_afterwards, doing.args[0], "")) == {"viewed"}
