"""審査の開始: a case officer takes the case and answers for it."""

from grants.acts.begin_review import begin_review
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import StagedWorld
from workflow.models import Role


def lawful(world: StagedWorld) -> Deed:
    """A submitted case is taken up."""
    return deed(begin_review, world.case("SUBMITTED").pk, True)


def test_who_begins_is_the_cases_officer(world: StagedWorld) -> None:
    case = world.case("SUBMITTED")
    record = perform(world, lawful(world))
    assert case.grant.state == "UNDER_REVIEW"
    assert case.grant.officer == world.people[Role.CASE_OFFICER]
    assert told(record) == {}


def test_a_case_waiting_for_its_decision_cannot_be_taken_away(world: StagedWorld) -> None:
    case = world.case("APPROVAL")
    assert set(refusal(world, begin_review, case.pk, True)) == {"wrong_state"}
