"""Eight officers decide at once on a fund that can afford five of their cases."""

import uuid
from collections.abc import Sequence
from functools import partial
from uuid import UUID

import pytest

from fund.queries import balance
from grants.acts.decide_grant import decide_grant
from grants.models import Grant
from tests.drills import rounds
from tests.fund.conftest import new_segment
from tests.fund.test_concurrency import at_once
from tests.grants.world import GRANT_YEN, World
from tests.people import hire, hire_inside, new_company
from workflow.approvals import pending_draft
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, Refused

ROUNDS = rounds(20, 200)
# To a sixth decision so much is missing.
SHORT_YEN = GRANT_YEN - 1_000_000


@pytest.fixture
def world(committed: None) -> World:
    """A fund that can afford five cases, in a segment of its own."""
    made = World(new_segment(), hire_inside(), new_company("甲電池"), new_company("乙電池"))
    made.endow(5 * GRANT_YEN + GRANT_YEN - SHORT_YEN)
    return made


def waiting(world: World) -> UUID:
    """A case that waits for its decision."""
    return world.draft().apply().review().examine().pk


def test_exactly_five_are_decided_and_the_others_told_what_is_short(world: World) -> None:
    chief = world.people[Role.DEPARTMENT_DIRECTOR]
    nedo = chief.memberships.get().organisation
    deciders = [hire(nedo, Role.DEPARTMENT_DIRECTOR) for _ in range(8)]
    begin = world.today
    cases: list[UUID] = []
    for turn in range(ROUNDS):
        while len(cases) < 8:
            world.today = begin
            cases.append(waiting(world))
        answers = at_once(8, partial(decide, world, tuple(cases), deciders))
        assert answers.count(None) == 5, f"round {turn}: {answers}"
        assert [p.short_yen for p in answers if p] == [SHORT_YEN] * 3
        refused = [pk for pk, answer in zip(cases, answers, strict=True) if answer]
        for pk in refused:
            assert Grant.objects.get(pk=pk).state == "APPROVAL"
            assert pending_draft("DECISION", pk).approvals.count() == 0
            assert not ActRecord.objects.filter(subject_id=pk, act="decide_grant").exists()
        assert balance(world.segment, "B200") == GRANT_YEN - SHORT_YEN
        world.endow(5 * GRANT_YEN)
        cases = refused


def decide(
    world: World, cases: Sequence[UUID], deciders: Sequence[Person], number: int
) -> Problem | None:
    """The decision of one of the cases; the reason when it is refused."""
    try:
        decide_grant(cases[number], 1, actor=deciders[number], now=world.now, key=str(uuid.uuid4()))
    except Refused as refusal:
        return refusal.problems[0]
    return None
