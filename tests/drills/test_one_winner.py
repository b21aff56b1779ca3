"""Sixteen at once approve one payment, sixteen at once decide on one grant: one of them does."""

import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier, BrokenBarrierError
from uuid import UUID

import pytest
from django.db import connections

from fund.queries import balance
from grants.acts.approve_payment import approve_payment
from grants.acts.decide_grant import decide_grant
from grants.acts.propose_void import propose_void
from grants.acts.void_decision import void_decision
from grants.models import Grant, Payment
from tests.drills import rounds
from tests.grants.conftest import new_world
from tests.grants.stage import verified
from tests.grants.world import GRANT_YEN, MILLION, Case, World
from tests.people import hire
from workflow.approvals import pending_draft
from workflow.models import ActRecord, Approval, Person, Role
from workflow.problems import Refused

THREADS = 16
ROUNDS = rounds(50, 500)
# A subject and the version of the draft that waits on it.
Prize = tuple[UUID, int]
Act = Callable[[UUID, int, Person], ActRecord]


@pytest.fixture
def world(committed: None) -> World:
    """A fund with money for all, in a segment of its own."""
    return new_world()


def race(
    act: Act, turns: int, put_up: Callable[[], Prize], people: Sequence[Person]
) -> list[tuple[Prize, list[set[str]]]]:
    """For each prize what everybody met who acted on it at once: nothing, or why not.

    Each thread keeps its connection. All wait for each other before every turn, and the last to
    come puts the next prize up.
    """
    prizes: list[Prize] = []
    start = Barrier(THREADS, action=lambda: prizes.append(put_up()), timeout=120)

    def run(person: Person) -> list[set[str]]:
        try:
            connections["default"].ensure_connection()
            return [one(person) for _ in range(turns)]
        finally:
            connections.close_all()

    def one(person: Person) -> set[str]:
        start.wait()
        try:
            act(*prizes[-1], person)
        except Refused as refused:
            return {problem.code for problem in refused.problems}
        return set()

    with ThreadPoolExecutor(THREADS) as pool:
        running = [pool.submit(run, person) for person in people]
    # Whoever failed says why; the others only that they waited in vain.
    running.sort(key=lambda thread: isinstance(thread.exception(), BrokenBarrierError))
    met = [list(answers) for answers in zip(*(t.result() for t in running), strict=True)]
    return list(zip(prizes, met, strict=True))


def colleagues(world: World, role: Role) -> list[Person]:
    """Sixteen people of a role."""
    home = world.people[role].memberships.get().organisation
    return [hire(home, role) for _ in range(THREADS)]


def claimed(case: Case) -> Prize:
    """A payment, claimed and checked."""
    payment = case.claim(MILLION // 10).check().payment
    assert payment is not None
    return payment, 1


def waiting(case: Case) -> Prize:
    """The case waits for its decision; one made before is void."""
    if case.grant.state == "DECIDED":
        # Which decision is the last one is told by its moment.
        case.world.today += timedelta(days=1)
        case.do(propose_void, case.pk, "誤って決定したため。")
        case.do(void_decision, case.pk, pending_draft("VOID", case.pk).version)
        case.examine(on=case.world.today)
    return case.pk, pending_draft("DECISION", case.pk).version


def test_of_sixteen_who_approve_a_payment_one_does(world: World) -> None:
    world.today = world.today.replace(day=7)
    case = verified(world.draft())
    chiefs = colleagues(world, Role.ACCOUNTING_APPROVER)
    met = race(partial(_approve, world), ROUNDS, partial(claimed, case), chiefs)
    assert len({pk for (pk, _), _ in met}) == ROUNDS
    for (pk, _), answers in met:
        assert answers.count(set()) == 1, answers
        assert Payment.objects.get(pk=pk).state == "APPROVED"
        assert ActRecord.objects.filter(subject_id=pk, act="approve_payment").count() == 1
        assert Approval.objects.filter(draft__subject_id=pk).count() == 1


def test_of_sixteen_who_decide_on_a_grant_one_does(world: World) -> None:
    world.today = world.today.replace(day=7)
    case = world.draft().apply().review().examine()
    available = balance(world.segment, "B200")
    chiefs = colleagues(world, Role.SECTION_CHIEF)
    met = race(partial(_decide, world), ROUNDS, partial(waiting, case), chiefs)
    for (_, version), answers in met:
        assert answers.count(set()) == 1, answers
        made = Approval.objects.filter(draft__subject_id=case.pk, draft__document="DECISION")
        assert made.filter(draft__version=version).count() == 1
    assert [version for (_, version), _ in met] == list(range(1, ROUNDS + 1))
    assert Grant.objects.get(pk=case.pk).state == "DECIDED"
    assert ActRecord.objects.filter(subject_id=case.pk, act="decide_grant").count() == ROUNDS
    # Every decision but the last was taken back.
    assert balance(world.segment, "B200") == available - GRANT_YEN


def test_without_the_lock_more_than_one_would_find_the_draft_open(world: World) -> None:
    """The control: looking first and acting afterwards lets several through."""
    world.today = world.today.replace(day=7)
    case = verified(world.draft())

    def careless(subject: UUID, version: int, person: Person) -> ActRecord:
        if Payment.objects.get(pk=subject).state != "CHECKED":
            raise Refused()
        together.wait()
        through.append(person)
        return _approve(world, subject, version, person)

    together, through = Barrier(THREADS, timeout=120), list[Person]()
    chiefs = colleagues(world, Role.ACCOUNTING_APPROVER)
    ((_, answers),) = race(careless, 1, partial(claimed, case), chiefs)
    assert len(through) == THREADS
    assert answers.count(set()) == 1


def _approve(world: World, subject: UUID, version: int, person: Person) -> ActRecord:
    return approve_payment(
        subject, version, world.today, actor=person, now=world.now, key=str(uuid.uuid4())
    )


def _decide(world: World, subject: UUID, version: int, person: Person) -> ActRecord:
    return decide_grant(subject, version, actor=person, now=world.now, key=str(uuid.uuid4()))
