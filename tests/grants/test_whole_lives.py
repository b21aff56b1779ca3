"""Whole lives of a grant: Hypothesis chooses act after act, the books and the case stay one.

After every step all invariants of the ledger and of the cases hold, a small model of plain sums
agrees with grant, orders and balances, and what was refused changed nothing.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from typing import ClassVar

import hypothesis.strategies as st
import pytest
from django.db import connection, transaction
from hypothesis import Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from fund.chart import AVAILABLE, CASH
from fund.checks import examine
from fund.checks.registry import BOOKS, CASES
from fund.queries import balance
from grants.acts.mark_overdue import mark_overdue
from grants.acts.record_failed_payment import record_failed_payment
from grants.case import balances_of
from grants.models.payment import PaymentKind
from grants.refund_case import open_charges
from tests.drills import rounds
from tests.grants.conftest import new_world
from tests.grants.world import COSTS_YEN, ENDOWED_YEN, Case, World
from workflow.problems import Refused

EXAMPLES, STEPS = rounds(2, 60), rounds(16, 50)
PART = st.integers(1, 1000)
ADVANCE, FINAL = PaymentKind.ADVANCE, PaymentKind.FINAL
# What is likely next in a state; anything else is tried now and then and mostly refused.
NEXT: dict[str, tuple[str, ...]] = {
    "DRAFT": ("file",),
    "SUBMITTED": ("examine",),
    "APPROVAL": ("decide",),
    "DECIDED": ("begin", "begin", "begin", "cancel"),
    "RUNNING": ("pay", "pay", "pay", "complete", "cancel", "fail"),
    "PARTLY_CANCELLED": ("begin", "pay", "complete", "receive", "receive", "cancel"),
    "COMPLETED_REPORTED": ("fix", "fix", "cancel"),
    "UNDER_INSPECTION": ("fix",),
    "AMOUNT_FIXED": ("pay", "receive", "cancel", "fail"),
    "SETTLED": ("cancel", "receive", "receive", "fail"),
    "CANCELLED": ("receive",),
}
ANYTHING = sorted({name for names in NEXT.values() for name in names})


def part_of(yen: int, part: int) -> int:
    """So many thousandths of a sum, one yen at least."""
    return max(yen * part // 1000, 1)


class Life(RuleBasedStateMachine):
    """One case in a fund that has nothing else. The model: what was paid, owed, and came back."""

    stage: ClassVar[World]

    def __init__(self) -> None:
        """A draft; all that follows is undone at the end of the example."""
        super().__init__()
        self.undo = ExitStack()
        self.undo.enter_context(transaction.atomic())
        self.start = transaction.savepoint()
        self.world = replace(self.stage, today=date(2025, 4, 7))
        self.case: Case = self.world.draft()
        self.paid: list[int] = []
        self.back = self.charged = 0
        self.done: set[str] = set()

    def teardown(self) -> None:
        """As if it had never been."""
        transaction.savepoint_rollback(self.start)
        self.undo.close()

    @property
    def state(self) -> str:
        """Where the case stands."""
        return str(self.case.grant.state)

    @property
    def books(self) -> dict[str, int]:
        """Cash, what may be decided, and the grant's own accounts, as they stand in the ledger."""
        found = {account: balance(self.world.segment, account) for account in (CASH, AVAILABLE)}
        grant = self.case.grant
        return found | (balances_of(grant) if grant.decided_on else {})

    def attempt(self, name: str, deed: Callable[[date], object]) -> bool:
        """Do something the next day; whether it was done. A refusal leaves all as it was."""
        self.world.today += timedelta(days=1)
        today, stood = self.world.today, (self.state, self.books)
        try:
            with transaction.atomic():
                deed(today)
        except Refused:
            self.world.today = today
            assert (self.state, self.books) == stood
            return False
        self.done.add(name)
        return True

    @rule(data=st.data(), part=PART, other=PART)
    def live(self, data: st.DataObject, part: int, other: int) -> None:
        """One rule alone: Hypothesis leaves some out at random, and no life would begin."""
        name = data.draw(st.sampled_from((*NEXT[self.state], "anything")), label="what")
        if name == "anything":
            # Expenses are proved for an inspection only once there is a decision.
            names = (
                ANYTHING if self.case.grant.decided_on else ("file", "examine", "decide", "begin")
            )
            name = data.draw(st.sampled_from(names), label="anything")
        self.part, self.other = part, other
        getattr(self, name)()

    def file(self) -> None:
        """The company files."""
        self.attempt("file", lambda day: self.case.apply(day))

    def examine(self) -> None:
        """The case is judged and put up."""
        self.attempt("examine", lambda day: self.case.review(day).examine(on=day))

    def decide(self) -> None:
        """The grant is decided on."""
        self.attempt("decide", lambda day: self.case.decide(on=day))

    def begin(self) -> None:
        """The work begins."""
        self.attempt("begin", lambda day: self.case.start(on=day))

    def pay(self) -> None:
        """Costs are verified and a part of the advance is paid, or the rest at the end."""
        grant = self.case.grant
        if grant.fixed_yen is not None:
            kind, yen = FINAL, grant.fixed_yen - sum(self.paid)
        else:
            kind, yen = ADVANCE, part_of(grant.decided_yen or 0, self.part)
            costs = [part_of(cost, self.other) for cost in COSTS_YEN]
            self.attempt("inspect", lambda day: self.case.inspect(*costs, on=day))
        if yen > 0 and self.attempt("pay", lambda day: self.case.pay(yen, kind, on=day)):
            self.paid.append(yen)

    def fail(self) -> None:
        """The bank gives the last payment back."""
        payment = self.case.payment
        if self.paid and self.attempt(
            "fail",
            lambda day: self.case.do(record_failed_payment, payment, day, "口座なし", on=day),
        ):
            self.paid.pop()

    def complete(self) -> None:
        """The completion report."""
        self.attempt("complete", lambda day: self.case.complete(on=day))

    def fix(self) -> None:
        """What the final inspection admits is put up and fixed."""
        costs = [part_of(cost, self.part) for cost in COSTS_YEN]
        self.attempt("inspect_final", lambda day: self.case.inspect_final(*costs, on=day))
        self.attempt("fix", lambda day: self.case.propose_fixing(day).fix(on=day))

    def cancel(self) -> None:
        """A part is cancelled; what was paid of it is ordered back."""
        grant = self.case.grant
        stands = grant.decided_yen if grant.fixed_yen is None else grant.fixed_yen
        yen = part_of(stands or 0, self.part)
        if self.attempt(
            "cancel",
            lambda day: self.case.propose_cancellation(yen, whole=yen == stands, on=day).cancel(
                day
            ),
        ):
            self.attempt("order", lambda day: self.case.order_back(on=day))

    def receive(self) -> None:
        """Part of what is open comes back, some days later, perhaps too late."""
        if not self.case.grant.refund_orders.exists():
            return
        self.world.today += timedelta(days=self.other % 40)
        order = self.case.order
        left = order.principal_yen - sum(row.principal_yen for row in order.receipts.all())
        self.attempt("overdue", lambda day: self.case.do(mark_overdue, order.pk, on=day))
        if left:
            yen = part_of(left, self.part) if self.part < 600 else left
            if self.attempt("receive", lambda day: self.case.receive(yen, on=day)):
                self.back += yen
            return
        charges = sum(open_charges(order))
        self.attempt("bill", lambda day: self.case.bill(on=day))
        if charges and self.attempt("charges", lambda day: self.case.receive(charges, on=day)):
            self.charged += charges

    @invariant()
    def the_model_agrees(self) -> None:
        """Every yen is in the fund, with the company, or came back."""
        books = self.books
        assert books.pop(CASH) == ENDOWED_YEN - sum(self.paid) + self.back + self.charged
        assert books.pop(AVAILABLE) == ENDOWED_YEN - sum(books.values()) + self.charged
        assert books.get("B310", 0) + books.get("B500", 0) == sum(self.paid) - self.back

    @invariant()
    def every_invariant_holds(self) -> None:
        """The budget book equals the case's state, and so with all that `verify` asks."""
        with connection.cursor() as cursor:
            found = examine(cursor, f"TEST_{self.world.segment}", {BOOKS, CASES})
        assert found.ok, found.broken


@pytest.mark.usefixtures("committed")
def test_whole_lives_keep_the_books_and_the_case_one() -> None:
    Life.stage = new_world()
    reached: set[str] = set()

    class Told(Life):
        def teardown(self) -> None:
            reached.update(self.done)
            super().teardown()

    run_state_machine_as_test(
        Told,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            database=None,
            derandomize=EXAMPLES < 10,
            # Living a life again in a hundred shorter ways takes longer than reading it.
            phases=(Phase.generate,),
        ),
    )
    assert {"file", "examine", "decide", "begin"} <= reached
