"""交付決定の無効の起案: only while nobody was told."""

from grants.acts.propose_void import propose_void
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld
from tests.grants.world import GRANT_YEN
from workflow.approvals import pending_draft
from workflow.models import Notice

REASON = "別の案件の査定額を誤って決定したため。"


def lawful(world: StagedWorld) -> Deed:
    """The officer finds the mistake on the same day."""
    return deed(propose_void, world.anew("DECIDED").pk, REASON)


def test_it_is_put_up_with_the_decision_it_takes_back(world: StagedWorld) -> None:
    record = perform(world, lawful(world))
    draft = pending_draft("VOID", record.subject_id)
    assert (draft.amount_yen, draft.content["reason"]) == (GRANT_YEN, REASON)


def test_a_decision_the_company_was_told_of_is_not_void(world: StagedWorld) -> None:
    case = world.case("DECIDED")
    told = Notice.objects.filter(subject_id=case.pk, kind="grant_decided")
    told.update(sent_at=world.now)
    assert set(refusal(world, propose_void, case.pk, REASON)) == {"notified"}
    running = world.case("RUNNING")
    assert set(refusal(world, propose_void, running.pk, "")) == {"wrong_state", "no_reason"}
