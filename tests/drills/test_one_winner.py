"""Sixteen at once approve one payment, sixteen at once decide on one grant: one of them does."""

import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connections

from fund.queries import balance
from grants.acts.approve_payment import approve_payment
from grants.acts.decide_grant import decide_grant
from grants.models import Grant, Payment
from tests.drills import rounds
from tests.grants.conftest import new_world
from tests.grants.stage import verified
from tests.grants.world import GRANT_YEN, MILLION, World
from tests.people import hire
from workflow.models import ActRecord, Approval, Person, Role
from workflow.problems import Refused

THREADS = 16
# A round is a race on one payment or on one grant; a grant takes more to prepare.
PAYMENTS, GRANTS = rounds(40, 400), rounds(10, 100)
Act = Callable[[UUID, Person], ActRecord]


@pytest.fixture
def world(committed: None) -> World:
    """A fund with money for all, in a segment of its own."""
    return new_world()


def race(act: Act, subjects: Sequence[UUID], people: Sequence[Person]) -> list[list[set[str]]]:
    """For each subject what everybody met who acted on it at once: nothing, or why not.

    Each thread keeps its connection, and all wait for each other before every subject.
    """
    start = Barrier(THREADS, timeout=60)

    def run(person: Person) -> list[set[str]]:
        try:
            connections["default"].ensure_connection()
            return [one(person, subject) for subject in subjects]
        finally:
            connections.close_all()

    def one(person: Person, subject: UUID) -> set[str]:
        start.wait()
        try:
            act(subject, person)
        except Refused as refused:
            return {problem.code for problem in refused.problems}
        return set()

    with ThreadPoolExecutor(THREADS) as pool:
        by_person = list(pool.map(run, people))
    return [list(met) for met in zip(*by_person, strict=True)]


def colleagues(world: World, role: Role) -> list[Person]:
    """Sixteen people of a role."""
    home = world.people[role].memberships.get().organisation
    return [hire(home, role) for _ in range(THREADS)]


def test_of_sixteen_who_approve_a_payment_one_does(world: World) -> None:
    world.today = world.today.replace(day=7)
    case = verified(world.draft())
    payments: list[UUID] = []
    for _ in range(PAYMENTS):
        payment = case.claim(MILLION // 10).check().payment
        assert payment is not None
        payments.append(payment)
    approve = partial(_approve, world)
    met = race(approve, payments, colleagues(world, Role.ACCOUNTING_APPROVER))
    for pk, answers in zip(payments, met, strict=True):
        assert answers.count(set()) == 1, answers
        assert Payment.objects.get(pk=pk).state == "APPROVED"
        assert ActRecord.objects.filter(subject_id=pk, act="approve_payment").count() == 1
        assert Approval.objects.filter(draft__subject_id=pk).count() == 1


def test_of_sixteen_who_decide_on_a_grant_one_does(world: World) -> None:
    cases = []
    first_day = world.today.replace(day=7)
    for _ in range(GRANTS):
        world.today = first_day
        cases.append(world.draft().apply().review().examine().pk)
    world.endow(GRANTS * GRANT_YEN)
    available = balance(world.segment, "B200")
    met = race(partial(_decide, world), cases, colleagues(world, Role.SECTION_CHIEF))
    for pk, answers in zip(cases, met, strict=True):
        assert answers.count(set()) == 1, answers
        assert Grant.objects.get(pk=pk).state == "DECIDED"
        assert ActRecord.objects.filter(subject_id=pk, act="decide_grant").count() == 1
        assert Approval.objects.filter(draft__subject_id=pk).count() == 1
    assert balance(world.segment, "B200") == available - GRANTS * GRANT_YEN


def test_without_the_lock_more_than_one_would_find_the_draft_open(world: World) -> None:
    """The control: looking first and acting afterwards lets several through."""
    world.today = world.today.replace(day=7)
    case = verified(world.draft()).claim(MILLION).check()
    assert case.payment is not None

    def careless(subject: UUID, person: Person) -> ActRecord:
        if Payment.objects.get(pk=subject).state != "CHECKED":
            raise Refused()
        together.wait()
        through.append(person)
        return _approve(world, subject, person)

    together, through = Barrier(THREADS, timeout=60), list[Person]()
    met = race(careless, [case.payment], colleagues(world, Role.ACCOUNTING_APPROVER))
    assert len(through) == THREADS
    assert met[0].count(set()) == 1


def _approve(world: World, subject: UUID, person: Person) -> ActRecord:
    return approve_payment(
        subject, 1, world.today, actor=person, now=world.now, key=str(uuid.uuid4())
    )


def _decide(world: World, subject: UUID, person: Person) -> ActRecord:
    return decide_grant(subject, 1, actor=person, now=world.now, key=str(uuid.uuid4()))
