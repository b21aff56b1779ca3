"""Sixteen officers press approve at once: one approval, and everybody else learns whose it was."""

import uuid
from functools import partial
from uuid import UUID

import pytest

from fund.queries import balance
from grants.acts.approve_stage import approve_stage
from grants.acts.decide_grant import decide_grant
from grants.acts.send_back_draft import send_back_draft
from tests.drills import rounds
from tests.fund.conftest import new_segment
from tests.fund.test_concurrency import at_once
from tests.grants.stage import LARGE_COSTS_YEN, LARGE_YEN
from tests.grants.world import MILLION, Case, World, an_application, an_examination
from tests.people import hire, hire_inside, new_company
from workflow.approvals import latest_draft
from workflow.models import Approval, Draft, Notice, Person, Role
from workflow.problems import Problem, Refused

OFFICERS = 16
ROUNDS = rounds(5, 500)


@pytest.fixture
def world(committed: None) -> World:
    """A fund of 300 million in a segment of its own."""
    made = World(new_segment(), hire_inside(), new_company("甲電池"), new_company("乙電池"))
    made.endow(300 * MILLION)
    return made


def put_up(world: World, yen: int = LARGE_YEN, costs: tuple[int, ...] = LARGE_COSTS_YEN) -> Case:
    """A case that waits for three approvals."""
    case = world.draft(application=an_application(yen, costs)).apply().review()
    return case.examine(an_examination(costs))


def draft_of(case: Case) -> Draft:
    draft = latest_draft("DECISION", case.pk)
    assert draft is not None
    return draft


def approve(world: World, draft: UUID, officers: list[Person], number: int) -> Problem | None:
    """One officer presses approve; the reason when it is refused."""
    key = str(uuid.uuid4())
    try:
        approve_stage(draft, 1, actor=officers[number], now=world.now, key=key)
    except Refused as refusal:
        return refusal.problems[0]
    return None


def decide(world: World, cases: list[UUID], officers: list[Person], number: int) -> Problem | None:
    """One executive decides one of the cases."""
    key = str(uuid.uuid4())
    try:
        decide_grant(cases[number], 1, actor=officers[number], now=world.now, key=key)
    except Refused as refusal:
        return refusal.problems[0]
    return None


def colleagues(world: World, role: Role) -> list[Person]:
    """Sixteen people with a role."""
    home = world.people[role].memberships.get().organisation
    return [hire(home, role) for _ in range(OFFICERS)]


def test_one_stage_has_one_approver_and_the_rest_are_told_who(world: World) -> None:
    chiefs = colleagues(world, Role.SECTION_CHIEF)
    names = {chief.name for chief in chiefs}
    draft = draft_of(put_up(world))
    for turn in range(1, ROUNDS + 1):
        answers = at_once(OFFICERS, partial(approve, world, draft.pk, chiefs))
        lost = [problem for problem in answers if problem]
        assert len(lost) == OFFICERS - 1, f"round {turn}: {answers}"
        assert {problem.code for problem in lost} == {"already_approved"}
        assert all(any(name in problem.text for name in names) for problem in lost)
        assert Approval.objects.filter(draft=draft, lapse__isnull=True).count() == 1
        assert Notice.objects.filter(subject_id=draft.pk, kind="stage_waits").count() == turn
        world.do(send_back_draft, draft.pk, 1, "もう一度。", by=Role.DEPARTMENT_DIRECTOR)


def test_of_two_last_approvals_that_the_fund_cannot_both_afford_one_is_made(world: World) -> None:
    cases = [put_up(world), put_up(world, 150 * MILLION, (390 * MILLION, 40 * MILLION))]
    for case in cases:
        case.approve_stages("DECISION", case.pk)
    executives = colleagues(world, Role.EXECUTIVE)
    keys = [case.pk for case in cases] * (OFFICERS // 2)
    answers = at_once(OFFICERS, partial(decide, world, keys, executives))
    assert answers.count(None) == 1
    lost = [problem for problem in answers if problem]
    short = {problem.short_yen for problem in lost if problem.code == "short"}
    assert {problem.code for problem in lost} <= {"short", "already_approved", "busy"}
    assert short == {50 * MILLION}
    assert sorted(case.grant.state for case in cases) == ["APPROVAL", "DECIDED"]
    waiting = next(case for case in cases if case.grant.state == "APPROVAL")
    # The two approvals it has are kept.
    assert draft_of(waiting).approvals.count() == 2
    assert balance(world.segment, "B200") == 300 * MILLION - sum(
        case.grant.decided_yen or 0 for case in cases
    )
