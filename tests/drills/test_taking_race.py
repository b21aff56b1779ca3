"""Cases and clerks reach for the same money in suspense at once: one has it, the rest are told."""

import uuid
from functools import partial
from uuid import UUID

import pytest
from django.db import connection, transaction

from fund.acts.propose_clearing import propose_clearing
from fund.checks import examine
from fund.checks.registry import BOOKS, CASES
from fund.models import StrayReceipt, Voucher
from fund.queries import balance
from grants.acts.receive_refund import receive_refund
from grants.models import RefundReceipt
from tests.drills import rounds
from tests.fund.conftest import new_segment
from tests.fund.test_concurrency import at_once
from tests.fund.treasury import OTHER, astray
from tests.grants.stage import carry
from tests.grants.world import MILLION, World
from tests.people import hire_inside, new_company
from workflow.models import Role
from workflow.problems import Refused

HANDS = 8
ROUNDS = rounds(3, 200)


@pytest.fixture
def world(committed: None) -> World:
    """A fund in a segment of its own."""
    made = World(new_segment(), hire_inside(), new_company("甲電池"), new_company("乙電池"))
    made.endow(1000 * MILLION)
    return made


def reach(world: World, orders: list[UUID], receipt: StrayReceipt, number: int) -> str:
    """Every third hand puts a clearing up, the others take it for one of two cases."""
    clerk, key = world.people[Role.ACCOUNTING_CLERK], str(uuid.uuid4())
    try:
        if number % 3 == 2:
            way = "INTEREST" if receipt.kind == "UNKNOWN" else "TAKE_BACK"
            propose_clearing(receipt.pk, way, "照会した。", actor=clerk, now=world.now, key=key)
            return "drawn"
        receive_refund(
            orders[number % 3], receipt.received_on, receipt.amount_yen, receipt.bank_reference,
            actor=clerk, now=world.now, key=key,
        )  # fmt: skip
    except Refused as refusal:
        return refusal.problems[0].code
    return "taken"


@pytest.mark.parametrize("kind", ["UNKNOWN", "ELSEWHERE"])
def test_one_has_it_and_the_books_hold(world: World, kind: str) -> None:
    orders = [carry(world, "ordered").order.pk for _ in range(2)]
    other = OTHER if kind == "ELSEWHERE" else None
    for _ in range(ROUNDS):
        receipt = astray(world, amount_yen=1000, kind=kind, other_segment=other)
        before = balance(world.segment, "2301")
        answers = at_once(HANDS, partial(reach, world, orders, receipt))
        told = set(answers) - {"taken", "drawn"}
        assert answers.count("taken") + answers.count("drawn") == 1, answers
        assert told <= {"bank_reference", "in_hand", "cleared", "way", "busy"}, answers
        took = RefundReceipt.objects.filter(bank_reference=receipt.bank_reference).count()
        assert took == answers.count("taken")
        assert Voucher.objects.filter(receipt=receipt).count() == answers.count("drawn")
        assert before - balance(world.segment, "2301") == 1000 * took
    with transaction.atomic(), connection.cursor() as cursor:
        report = examine(cursor, f"TEST_{world.segment}", {BOOKS, CASES})
    assert [result.name for result in report.broken] == []
