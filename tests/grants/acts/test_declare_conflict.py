"""利益相反の申告: who declares one is barred, by the acts and by the database."""

import pytest
from django.db import IntegrityError, transaction

from grants.acts.approve_stage import approve_stage
from grants.acts.begin_review import begin_review
from grants.acts.decide_grant import decide_grant
from grants.acts.declare_conflict import declare_conflict
from grants.acts.examine_application import examine_application
from grants.acts.send_back_decision import send_back_decision
from grants.acts.send_back_draft import send_back_draft
from grants.acts.take_over_case import take_over_case
from grants.models import Grant
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.acts.test_approve_stage import a_forged_approval, put_up
from tests.grants.stage import StagedWorld
from tests.grants.world import an_examination
from workflow.models import Role

STATEMENT = "配偶者がこの事業者の役員であるため。"


def lawful(world: StagedWorld) -> Deed:
    """The case's officer finds a conflict during the review."""
    return deed(declare_conflict, world.case("UNDER_REVIEW").pk, True, STATEMENT)


def test_the_officer_loses_the_case_and_another_takes_it_over(world: StagedWorld) -> None:
    case = world.case("UNDER_REVIEW")
    assert told(perform(world, lawful(world))) == {"officer_wanted": 1}
    assert case.grant.officer is None
    assert "conflict" in refusal(world, examine_application, case.pk, an_examination())
    assert "conflict" in refusal(world, take_over_case, case.pk, "引継ぎ")
    other = world.colleague(Role.CASE_OFFICER)
    world.do(take_over_case, case.pk, "前任者の申告による。", by=other)
    world.do(examine_application, case.pk, an_examination(), by=other)
    assert case.grant.state == "APPROVAL"


def test_nobody_begins_a_review_with_a_conflict_or_without_declaring(world: StagedWorld) -> None:
    case = world.case("SUBMITTED")
    assert set(refusal(world, begin_review, case.pk, False)) == {"undeclared"}
    world.do(declare_conflict, case.pk, True, STATEMENT)
    assert set(refusal(world, begin_review, case.pk, True)) == {"conflict"}


def test_an_officer_who_declared_nothing_does_not_examine(world: StagedWorld) -> None:
    case = world.case("UNDER_REVIEW")
    other = world.colleague(Role.CASE_OFFICER)
    Grant.objects.filter(pk=case.pk).update(officer=other)
    problems = refusal(world, examine_application, case.pk, an_examination(), by=other)
    assert set(problems) == {"undeclared"}


def test_a_decider_with_a_conflict_approves_nothing(world: StagedWorld) -> None:
    case = world.case("in stages")
    chief = world.people[Role.SECTION_CHIEF]
    draft = put_up(case)
    world.do(declare_conflict, case.pk, True, STATEMENT, by=chief)
    assert set(refusal(world, approve_stage, draft.pk, 1)) == {"conflict"}
    with pytest.raises(IntegrityError, match="conflict of interest"), transaction.atomic():
        a_forged_approval(draft, 1, chief, Role.SECTION_CHIEF).save(force_insert=True)
    small = world.case("APPROVAL")
    world.do(declare_conflict, small.pk, True, STATEMENT, by=chief)
    assert set(refusal(world, decide_grant, small.pk, 1)) == {"conflict"}


def test_a_decider_with_a_conflict_sends_nothing_back(world: StagedWorld) -> None:
    case, chief = world.case("APPROVAL"), world.people[Role.SECTION_CHIEF]
    world.do(declare_conflict, case.pk, True, STATEMENT, by=chief)
    refused = refusal(world, send_back_decision, case.pk, 1, "査定を見直す。", by=chief)
    assert set(refused) == {"conflict"}
    large = world.case("in stages")
    draft = put_up(large)
    world.do(approve_stage, draft.pk, 1, by=chief)
    director = world.people[Role.DEPARTMENT_DIRECTOR]
    world.do(declare_conflict, large.pk, True, STATEMENT, by=director)
    refused = refusal(world, send_back_draft, draft.pk, 1, "査定を見直す。", by=director)
    assert set(refused) == {"conflict"}


def test_a_conflict_says_which(world: StagedWorld) -> None:
    case = world.case("UNDER_REVIEW")
    assert set(refusal(world, declare_conflict, case.pk, True, " ")) == {"no_statement"}
    running = world.case("RUNNING")
    assert set(refusal(world, declare_conflict, running.pk, False, "")) == {"wrong_state"}
