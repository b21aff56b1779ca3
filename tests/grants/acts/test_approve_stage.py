"""途中の段階の決裁: each stage by its own role, in order, by different people."""

import pytest
from django.db import IntegrityError, transaction

from grants.acts.approve_stage import approve_stage
from grants.acts.decide_grant import decide_grant
from grants.acts.examine_application import DOCUMENT
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import LARGE_YEN, StagedWorld
from tests.grants.world import DECIDED_ON, Case
from tests.people import hire
from workflow.approvals import latest_draft
from workflow.models import Approval, Draft, Person, Role


def put_up(case: Case) -> Draft:
    """The draft of the decision."""
    draft = latest_draft(DOCUMENT, case.pk)
    assert draft is not None
    return draft


def lawful(world: StagedWorld) -> Deed:
    """The section chief approves the first stage of 200 million."""
    return deed(approve_stage, put_up(world.case("in stages")).pk, 1, on=DECIDED_ON)


def a_forged_approval(draft: Draft, stage: int, approver: Person, role: Role) -> Approval:
    """What somebody would write past the acts."""
    return Approval(
        draft=draft, stage=stage, stage_count=len(draft.stages), drafter=draft.drafted_by,
        approver=approver, role=role, outcome="approved", content_sha=bytes(draft.content_sha),
        decided_at=draft.drafted_at,
    )  # fmt: skip


def test_the_route_follows_the_amount(world: StagedWorld) -> None:
    large, small = put_up(world.case("in stages")), put_up(world.case("APPROVAL"))
    assert large.amount_yen == LARGE_YEN
    assert large.stages == [["section_chief"], ["department_director"], ["executive"]]
    assert small.stages == [["section_chief", "department_director", "executive"]]


def test_three_people_decide_one_after_the_other(world: StagedWorld) -> None:
    case = world.case("in stages")
    draft = put_up(case)
    record = perform(world, lawful(world))
    assert (record.subject_id, record.target, told(record)) == (case.pk, "", {"stage_waits": 1})
    assert case.grant.state == "APPROVAL"
    assert set(refusal(world, decide_grant, case.pk, 1, by=Role.EXECUTIVE)) == {"not_last_stage"}
    world.do(approve_stage, draft.pk, 2, by=Role.DEPARTMENT_DIRECTOR)
    problems = refusal(world, decide_grant, case.pk, 1, by=Role.SECTION_CHIEF)
    assert set(problems) == {"not_of_the_stage"}
    world.do(decide_grant, case.pk, 1, by=Role.EXECUTIVE)
    assert (case.grant.state, case.grant.decided_yen) == ("DECIDED", LARGE_YEN)
    given = draft.approvals.order_by("stage")
    assert [(a.stage, a.stage_count, a.role) for a in given] == [
        (1, 3, "section_chief"), (2, 3, "department_director"), (3, 3, "executive"),
    ]  # fmt: skip


def test_a_stage_is_not_skipped_nor_taken_by_another_role(world: StagedWorld) -> None:
    draft = put_up(world.case("in stages"))
    by_director = refusal(world, approve_stage, draft.pk, 2, by=Role.DEPARTMENT_DIRECTOR)
    assert set(by_director) == {"wrong_stage"}
    problems = refusal(world, approve_stage, draft.pk, 1, by=Role.DEPARTMENT_DIRECTOR)
    assert set(problems) == {"not_of_the_stage"}
    assert set(refusal(world, approve_stage, draft.pk, 3, by=Role.EXECUTIVE)) == {"last_stage"}


def test_nobody_approves_their_own_draft_or_two_stages(world: StagedWorld) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.SECTION_CHIEF, Role.DEPARTMENT_DIRECTOR)
    draft = put_up(world.case("in stages"))
    world.do(approve_stage, draft.pk, 1, by=both)
    assert set(refusal(world, approve_stage, draft.pk, 2, by=both)) == {"same_person"}


def test_the_second_of_two_is_told_who_was_first_and_when(world: StagedWorld) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    first = world.people[Role.SECTION_CHIEF]
    draft = put_up(world.case("in stages"))
    perform(world, lawful(world))
    problem = refusal(world, approve_stage, draft.pk, 1, by=hire(nedo, Role.SECTION_CHIEF))[
        "already_approved"
    ]
    assert f"{first.name} が 10:00:00 に承認済み" in problem.text


def test_a_rejected_case_is_approved_no_further(world: StagedWorld) -> None:
    case = world.case("in stages")
    draft = put_up(case)
    world.force(case, "REJECTED")
    assert set(refusal(world, approve_stage, draft.pk, 1)) == {"wrong_state"}


def test_the_database_holds_the_route_by_itself(world: StagedWorld) -> None:
    draft = put_up(world.case("in stages"))
    people = world.people
    chief, director = people[Role.SECTION_CHIEF], people[Role.DEPARTMENT_DIRECTOR]
    perform(world, lawful(world))
    for stage, person, role, fault in (
        (3, people[Role.EXECUTIVE], Role.EXECUTIVE, "stages_come_in_order"),
        (2, director, Role.SECTION_CHIEF, "role_is_of_the_stage"),
        (4, director, Role.EXECUTIVE, "role_is_of_the_stage"),
        (2, chief, Role.DEPARTMENT_DIRECTOR, "one_stage_a_person"),
        (1, director, Role.SECTION_CHIEF, "one_decision_a_stage"),
    ):
        with pytest.raises(IntegrityError, match=fault), transaction.atomic():
            a_forged_approval(draft, stage, person, role).save(force_insert=True)
    other = a_forged_approval(draft, 2, director, Role.DEPARTMENT_DIRECTOR)
    other.content_sha = b"0" * 32
    with pytest.raises(IntegrityError, match="approval_is_of_the_draft"), transaction.atomic():
        other.save(force_insert=True)
    for stages in (None, 2, 4):
        other = a_forged_approval(draft, 2, director, Role.DEPARTMENT_DIRECTOR)
        other.stage_count = stages
        match = "does not say how many stages"
        with pytest.raises(IntegrityError, match=match), transaction.atomic():
            other.save(force_insert=True)
