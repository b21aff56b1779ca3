"""Whole lives of a grant: Hypothesis chooses act after act, the books and the case stay one.

After every step all invariants of the ledger and of the cases hold, a small model of plain sums
agrees with grant, orders and balances, and what was refused changed nothing.
"""

from collections import Counter
from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.drills import rounds
from tests.grants.conftest import new_world
from tests.grants.lives import FATES, Life
from tests.grants.world import World

EXAMPLES, STEPS = rounds(2, 6), rounds(16, 40)
# In the long form lives lean towards a rare act, one after the other; in the short form to none.
LEANINGS = ("", *list(FATES)[: rounds(0, len(FATES))])
Ways = set[tuple[str, ...]]


@pytest.fixture
def fund(committed: None) -> World:
    """A fund that has no case yet."""
    return new_world()


def walk(life: Life, ways: Ways, reached: list[str]) -> None:
    """Go all ways from here; what two have in common is gone once."""
    for name in sorted({way[0] for way in ways if way}):
        here = transaction.savepoint()
        stood = dict(vars(life))
        life.world, life.case = replace(life.world), replace(life.case)
        life.case.world, life.done = life.world, []
        assert life.go(name), f"{name} in {life.state}: {life.why}"
        life.the_model_agrees()
        life.no_sum_is_left_behind()
        life.every_invariant_holds()
        reached += life.done
        walk(life, {way[1:] for way in ways if way[:1] == (name,)}, reached)
        vars(life).update(stood)
        transaction.savepoint_rollback(here)


def test_every_rare_act_is_within_reach_and_leaves_books_and_case_one(fund: World) -> None:
    Life.stage = fund
    life, reached = Life(), list[str]()
    try:
        walk(life, set(FATES.values()), reached)
    finally:
        life.teardown()
    rare = {"suspend", "demand", "cancel_10", "overdue", "give_back", *FATES}
    assert rare <= set(reached)


@pytest.mark.parametrize("fate", LEANINGS)
def test_whole_lives_keep_the_books_and_the_case_one(fate: str, fund: World) -> None:
    reached: Counter[str] = Counter()

    class Told(Life):
        def teardown(self) -> None:
            reached.update(set(self.done))
            super().teardown()

    Told.stage, Told.fate = fund, fate
    run_state_machine_as_test(
        Told,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            database=None,
            derandomize=EXAMPLES < 6,
            # Living a life again in a hundred shorter ways takes longer than reading it.
            phases=(Phase.generate,),
        ),
    )
    expected = {fate} if fate else {"file", "examine", "decide", "begin"}
    assert expected <= set(reached), reached
