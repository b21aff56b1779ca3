"""決裁の差戻し: the draft returns to its officer with a reason; a new version follows it."""

from grants.acts.decide_grant import decide_grant
from grants.acts.examine_application import DOCUMENT
from grants.acts.send_back_decision import send_back_decision
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import StagedWorld
from tests.people import hire
from workflow.approvals import latest_draft
from workflow.models import Role


def lawful(world: StagedWorld) -> Deed:
    """The decider wants the draft mended."""
    return deed(send_back_decision, world.case("APPROVAL").pk, 1, "条件を補ってください。")


def test_the_officer_is_told_and_the_review_goes_on(world: StagedWorld) -> None:
    case = world.case("APPROVAL")
    record = perform(world, lawful(world))
    assert case.grant.state == "UNDER_REVIEW"
    assert told(record) == {"decision_sent_back": 1}
    draft = latest_draft(DOCUMENT, case.pk)
    assert draft is not None
    assert [(x.outcome, x.reason) for x in draft.approvals.all()] == [
        ("returned", "条件を補ってください。")
    ]


def test_the_version_sent_back_can_no_longer_be_approved(world: StagedWorld) -> None:
    case = world.case("APPROVAL")
    perform(world, lawful(world))
    case.examine(on=world.today)
    assert set(refusal(world, decide_grant, case.pk, 1)) == {"stale_version"}
    case.decide(version=2, on=world.today)
    assert case.grant.state == "DECIDED"


def test_a_draft_goes_back_with_a_reason_in_the_version_read(world: StagedWorld) -> None:
    case = world.case("APPROVAL")
    assert set(refusal(world, send_back_decision, case.pk, 1, "")) == {"no_reason"}
    assert set(refusal(world, send_back_decision, case.pk, 2, "理由")) == {"stale_version"}


def test_nobody_sends_back_their_own_draft(world: StagedWorld) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.CASE_OFFICER, Role.SECTION_CHIEF)
    case = world.drafted_by(both)
    assert set(refusal(world, send_back_decision, case.pk, 1, "理由", by=both)) == {"same_person"}


def test_without_a_draft_nothing_goes_back(world: StagedWorld) -> None:
    case = world.case("UNDER_REVIEW")
    assert set(refusal(world, send_back_decision, case.pk, 1, "理由")) == {"no_draft"}
