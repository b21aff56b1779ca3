"""起案の差戻し: to a chosen stage, whose approvals fall, or to the drafter."""

from grants.acts.approve_stage import approve_stage
from grants.acts.decide_grant import decide_grant
from grants.acts.propose_abolition import propose_abolition
from grants.acts.send_back_draft import send_back_draft
from tests.deeds import Deed, perform, refusal, told
from tests.grants.acts.test_approve_stage import put_up
from tests.grants.stage import StagedWorld
from tests.grants.world import DECIDED_ON
from workflow.approvals import already_approved, latest_draft, pending_documents
from workflow.models import Draft, Role
from workflow.standing import standing_of

REASON = "条件を確かめてください。"


def at_second_stage(world: StagedWorld) -> Draft:
    """The chief has approved, the director reads."""
    case = world.case("in stages")
    world.today = DECIDED_ON
    draft = put_up(case)
    world.do(approve_stage, draft.pk, 1)
    return draft


def lawful(world: StagedWorld) -> Deed:
    """The director sends the draft back to the chief."""
    draft = at_second_stage(world)
    director = world.people[Role.DEPARTMENT_DIRECTOR]
    return Deed(send_back_draft, (draft.pk, 1, REASON), DECIDED_ON, director)


def test_the_stage_decides_again_and_the_first_approval_stays_to_be_seen(
    world: StagedWorld,
) -> None:
    doing = lawful(world)
    draft = Draft.objects.get(pk=doing.args[0])
    record = perform(world, doing)
    assert told(record) == {"draft_sent_back": 2}
    assert standing_of(draft).stage == 1
    world.do(approve_stage, draft.pk, 1)
    world.do(approve_stage, draft.pk, 2, by=Role.DEPARTMENT_DIRECTOR)
    world.do(decide_grant, draft.subject_id, 1, by=Role.EXECUTIVE)
    given = [(a.stage, a.attempt, hasattr(a, "lapse")) for a in draft.approvals.all()]
    assert sorted(given) == [(1, 1, True), (1, 2, False), (2, 1, False), (3, 1, False)]


def test_it_goes_back_only_where_it_has_been_and_by_whom_it_waits_for(world: StagedWorld) -> None:
    draft = at_second_stage(world)
    by = Role.DEPARTMENT_DIRECTOR
    assert set(refusal(world, send_back_draft, draft.pk, 2, REASON, by=by)) == {"to_stage"}
    assert set(refusal(world, send_back_draft, draft.pk, 1, " ", by=by)) == {"no_reason"}
    # A decision goes back to its drafter by the act that moves the case.
    assert set(refusal(world, send_back_draft, draft.pk, 0, REASON, by=by)) == {"own_way_back"}
    problems = refusal(world, send_back_draft, draft.pk, 1, REASON, by=Role.EXECUTIVE)
    assert set(problems) == {"not_of_the_stage"}


def test_another_document_goes_back_to_its_drafter_and_is_put_up_anew(world: StagedWorld) -> None:
    case = world.case("abolition proposed")
    draft = latest_draft("ABOLITION", case.pk)
    assert draft is not None
    world.do(send_back_draft, draft.pk, 0, REASON, by=Role.DEPARTMENT_DIRECTOR)
    assert pending_documents(case.pk) == set()
    # Whoever still sees the old page is not told that it was approved.
    said = already_approved(draft.approvals.get()).text
    assert ("差し戻しています" in said, "承認済み" in said) == (True, False)
    case.do(propose_abolition, case.pk, world.today, "需要の減少のため。")
    assert pending_documents(case.pk) == {"ABOLITION"}
