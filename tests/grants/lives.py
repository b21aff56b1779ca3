"""A life of a grant as Hypothesis may lead it, and beside it the sums anybody would keep."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, ClassVar
from uuid import UUID

import hypothesis.strategies as st
from django.db import connection, transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from fund.chart import AVAILABLE, CASH
from fund.checks import examine
from fund.checks.registry import BOOKS, CASES
from fund.queries import balance
from grants.acts.approve_abolition import approve_abolition
from grants.acts.approve_change import approve_change
from grants.acts.approve_extra_costs import approve_extra_costs
from grants.acts.approve_succession import approve_succession
from grants.acts.approve_waiver import approve_waiver
from grants.acts.begin_monitoring import begin_monitoring
from grants.acts.demand_return import demand_return
from grants.acts.mark_overdue import mark_overdue
from grants.acts.order_compliance import order_compliance
from grants.acts.propose_abolition import propose_abolition
from grants.acts.propose_cancellation import CancellationProposal, propose_cancellation
from grants.acts.propose_change import ChangeProposal, propose_change
from grants.acts.propose_compliance import propose_compliance
from grants.acts.propose_demand import TaxReport, propose_demand
from grants.acts.propose_extra_costs import ExtraCosts, propose_extra_costs
from grants.acts.propose_overpayment_return import propose_overpayment_return
from grants.acts.propose_reduction import ReductionProposal, propose_reduction
from grants.acts.propose_succession import SuccessionProposal, propose_succession
from grants.acts.propose_suspension import propose_suspension
from grants.acts.propose_void import propose_void
from grants.acts.propose_waiver import WaiverProposal, propose_waiver
from grants.acts.receive_return import receive_return
from grants.acts.record_failed_payment import record_failed_payment
from grants.acts.reduce_order import reduce_order
from grants.acts.release_hold import release_hold
from grants.acts.resume_grant import resume_grant
from grants.acts.return_overpayment import return_overpayment
from grants.acts.set_off_refund import set_off_refund
from grants.acts.suspend_grant import suspend_grant
from grants.acts.void_decision import void_decision
from grants.acts.withdraw_grant import withdraw_grant
from grants.case import (
    advance_left_yen,
    balances_of,
    kept_yen,
    standing_principal_yen,
    standing_yen,
)
from grants.models import Demand, PaymentHold, PlanParty, RefundReceipt
from grants.models.payment import PaymentKind
from grants.refund_case import open_charges
from grants.refund_terms import Ground
from tests.grants.stage import verified
from tests.grants.world import ENDOWED_YEN, MILLION, Case, World, unique
from workflow.approvals import pending_draft
from workflow.law import banking_days
from workflow.models import ActRecord, Role
from workflow.problems import Refused

Act = Callable[..., ActRecord]
PART = st.integers(1, 1000)
ADVANCE, FINAL = PaymentKind.ADVANCE, PaymentKind.FINAL
WRONG = "計画と異なるため。"
# What is likely next in a state; anything else is tried now and then and mostly refused.
NEXT: dict[str, tuple[str, ...]] = {
    "DRAFT": ("file",),
    "SUBMITTED": ("examine",),
    "UNDER_REVIEW": ("examine",),
    "APPROVAL": ("decide",),
    "DECIDED": ("begin", "begin", "begin", "cancel", "withdraw", "void", "succeed"),
    "RUNNING": (
        "pay", "pay", "pay", "complete", "cancel", "cancel_10", "cancel_all", "fail", "change",
        "suspend", "abolish", "succeed",
    ),
    "SUSPENDED": ("resume", "abolish", "cancel", "cancel_all"),
    "ABOLISHED": ("complete", "cancel_all"),
    "PARTLY_CANCELLED": (
        "begin", "pay", "complete", "receive", "receive", "cancel", "extra", "change", "overdue",
        "set_off", "reduce", "demand", "repay", "cancel_all",
    ),
    "COMPLETED_REPORTED": ("fix", "fix", "cancel", "cancel_all"),
    "UNDER_INSPECTION": ("fix",),
    "AMOUNT_FIXED": ("pay", "receive", "cancel", "fail", "overdue", "reduce", "demand", "repay"),
    "SETTLED": ("cancel", "cancel_all", "receive", "receive", "fail", "waive", "reduce", "monitor"),
    "MONITORING": ("demand", "repay", "cancel", "cancel_all", "receive", "waive"),
    "CANCELLED": ("receive", "overdue", "set_off", "waive", "stand_again", "succeed"),
}  # fmt: skip
ANYTHING = sorted({name for names in NEXT.values() for name in names})
# Before a decision there are no expenses to prove and no sums to choose from.
EARLY = ("file", "examine", "decide", "begin", "withdraw", "void", "monitor")
# Rare act → the shortest way there.
BEGUN = ("file", "examine", "decide", "begin")
OWING = (*BEGUN, "pay", "owe")
FATES: dict[str, tuple[str, ...]] = {
    "withdraw": ("file", "examine", "decide", "withdraw"),
    "void": ("file", "examine", "decide", "void", "examine", "decide"),
    "change": (*BEGUN, "change"),
    "resume": (*BEGUN, "suspend", "resume"),
    "succeed": (*BEGUN, "succeed", "pay"),
    "extra": (*BEGUN, "cancel_10", "extra"),
    "abolish": (*BEGUN, "pay", "abolish", "complete", "fix"),
    "repay": (*BEGUN, "pay", "complete", "fix", "monitor", "demand", "repay"),
    "demand": (*BEGUN, "pay", "complete", "fix", "cancel", "demand", "repay"),
    "waive": (*OWING, "receive_all", "waive"),
    "reduce": (*OWING, "receive_all", "reduce"),
    "set_off": (*OWING, "overdue", "set_off"),
    "cancel_all": (*BEGUN, "pay", "cancel_all", "stand_again", "complete", "fix"),
    "stand_again": (
        *BEGUN,
        "pay",
        "complete",
        "fix",
        "monitor",
        "cancel_all",
        "stand_again",
        "cancel_all",
        "stand_again",
        "receive",
    ),
    "reduce_all": (*BEGUN, "pay", "cancel_all", "receive_all", "reduce_all", "complete", "fix"),
}


def part_of(yen: int, part: int) -> int:
    """So many thousandths of a sum, one yen at least."""
    return max(yen * part // 1000, 1)


@dataclass(frozen=True)
class Sums:
    """The model: nothing but sums of yen.

    paid: by bank, each. set_off: paid by what was owed. came: by bank. back: principal of each
    order that came back. charged: charges among what came. joined: demands among it.
    """

    paid: tuple[int, ...] = ()
    set_off: int = 0
    came: int = 0
    back: dict[UUID, int] = field(default_factory=dict)
    charged: int = 0
    joined: int = 0

    def returned(self, order: UUID, yen: int) -> "Sums":
        """Principal of an order came back (or, below zero, counts as such no longer)."""
        return replace(self, back=self.back | {order: self.back.get(order, 0) + yen})


class Life(RuleBasedStateMachine):
    """One case in a fund that has nothing else (but a second one, where it is set off)."""

    stage: ClassVar[World]
    fate: ClassVar[str] = ""

    def __init__(self) -> None:
        """A draft; all that follows is undone at the end of the example."""
        super().__init__()
        self.undo = ExitStack()
        self.undo.enter_context(transaction.atomic())
        self.start = transaction.savepoint()
        self.world = replace(self.stage, today=date(2025, 4, 7))
        self.case: Case = self.world.draft()
        self.other_case: Case | None = None
        self.sums, self.banks = Sums(), banking_days()
        self.done: list[str] = []
        self.way = list(FATES.get(self.fate, ()))
        self.part, self.other = 600, 999
        self.why = ""

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
        """Cash, what may be decided, and the cases' own accounts, as they stand in the ledger."""
        found = {account: balance(self.world.segment, account) for account in (CASH, AVAILABLE)}
        for case in filter(None, (self.case, self.other_case)):
            grant = case.grant
            for code, yen in (balances_of(grant) if grant.decided_on else {}).items():
                found[code] = found.get(code, 0) + yen
        return found

    def attempt(self, name: str, deed: Callable[[date], object]) -> bool:
        """Do something the next bank day; whether it was done. Refused, all is as it was."""
        self.world.today = self.banks.add_open_days(self.world.today, 1)
        today, stood = self.world.today, (self.state, self.books)
        try:
            with transaction.atomic():
                deed(today)
        except Refused as refused:
            self.world.today, self.why = today, str(refused)
            assert (self.state, self.books) == stood
            return False
        self.done.append(name)
        return True

    def costs(self, part: int) -> tuple[int, ...]:
        """Thousandths of the costs applied for, line by line; lines were added for extra costs."""
        return tuple(part_of(line.eligible_yen, part) for line in self.case.grant.lines.all())

    def put_through(self, document: str, propose: Act, approve: Act, *given: Any) -> ActRecord:
        """What is put up on a subject is approved, stage by stage, by the last stage's act."""
        self.case.do(propose, *given)
        draft = pending_draft(document, given[0])
        self.case.approve_stages(document, given[0])
        last = Role(draft.stages[-1][0])
        return self.world.do(approve, given[0], draft.version, by=last)

    @rule(data=st.data(), part=PART, other=PART)
    def live(self, data: st.DataObject, part: int, other: int) -> None:
        """One rule alone: Hypothesis leaves some out at random, and no life would begin."""
        self.part, self.other = part, other
        self.go(self.choose(data))

    def choose(self, data: st.DataObject) -> str:
        """Five times of six the next step towards its fate, if it has one left."""
        way = self.way[:1] * 5
        if way and (name := data.draw(st.sampled_from((*way, "astray")), label="way")) in way:
            return name
        likely = NEXT.get(self.state, ())
        name = data.draw(st.sampled_from((*likely, "anything")), label="what")
        if name != "anything":
            return name
        names = ANYTHING if self.case.grant.decided_on else EARLY
        return data.draw(st.sampled_from(names), label="anything")

    def go(self, name: str) -> bool:
        """One step; whether it was done."""
        before = len(self.done)
        getattr(self, name)()
        is_done = name in self.done[before:]
        if is_done and self.way and self.way[0] == name:
            self.way.pop(0)
        return is_done

    def file(self) -> None:
        """The company files."""
        self.attempt("file", lambda day: self.case.apply(day))

    def examine(self) -> None:
        """The case is judged and put up; after a void decision it is only put up anew."""
        if self.state == "UNDER_REVIEW":
            self.attempt("examine", lambda day: self.case.examine(on=day))
            return
        self.attempt("examine", lambda day: self.case.review(day).examine(on=day))

    def decide(self) -> None:
        """The grant is decided on."""

        def deed(day: date) -> None:
            self.case.decide(pending_draft("DECISION", self.case.pk).version, on=day)

        self.attempt("decide", deed)

    def withdraw(self) -> None:
        """The company does not want it on these conditions."""
        pk = self.case.pk
        self.attempt("withdraw", lambda day: self.case.do(withdraw_grant, pk, day, WRONG, on=day))

    def void(self) -> None:
        """The decision was a mistake."""
        self.attempt(
            "void",
            lambda day: self.put_through("VOID", propose_void, void_decision, self.case.pk, WRONG),
        )

    def begin(self) -> None:
        """The work begins."""
        self.attempt("begin", lambda day: self.case.start(on=day))

    def pay(self) -> None:
        """Costs are verified and a part of the advance is paid, or the rest at the end."""
        grant = self.case.grant
        if grant.fixed_yen is not None:
            kind, yen = FINAL, grant.fixed_yen - sum(self.sums.paid)
        else:
            kind, yen = ADVANCE, part_of(grant.decided_yen or 0, self.part)
            costs = self.costs(self.other)
            self.attempt("inspect", lambda day: self.case.inspect(*costs, on=day))
        if yen > 0 and self.attempt("pay", lambda day: self.case.pay(yen, kind, on=day)):
            self.sums = replace(self.sums, paid=(*self.sums.paid, yen))

    def fail(self) -> None:
        """The bank gives the last payment back."""
        payment = self.case.payment
        if self.sums.paid and self.attempt(
            "fail",
            lambda day: self.case.do(record_failed_payment, payment, day, "口座なし", on=day),
        ):
            self.sums = replace(self.sums, paid=self.sums.paid[:-1])

    def change(self) -> None:
        """The first cost line becomes another; what is paid beyond it is ordered back at once."""
        grant = self.case.grant
        costs = (*self.costs(self.other)[:1], *self.costs(1000)[1:])
        given = ChangeProposal(grant.purpose, grant.ends_on, costs, WRONG)
        self.attempt(
            "change",
            lambda day: self.put_through("CHANGE", propose_change, approve_change, grant.pk, given),
        )

    def suspend(self) -> None:
        """A compliance order is not obeyed."""
        pk, later = self.case.pk, timedelta(days=14)
        if self.attempt(
            "comply",
            lambda day: self.put_through(
                "COMPLIANCE", propose_compliance, order_compliance, pk, WRONG, WRONG, day + later
            ),
        ):
            self.world.today += later
        self.attempt(
            "suspend",
            lambda day: self.put_through(
                "SUSPENSION", propose_suspension, suspend_grant, pk, WRONG, WRONG, day + later
            ),
        )

    def resume(self) -> None:
        """It is remedied."""
        self.attempt("resume", lambda day: self.case.do(resume_grant, self.case.pk, WRONG, on=day))

    def abolish(self) -> None:
        """The company gives the project up."""
        self.attempt(
            "abolish",
            lambda day: self.put_through(
                "ABOLITION", propose_abolition, approve_abolition, self.case.pk, day, WRONG
            ),
        )

    def succeed(self) -> None:
        """The other company absorbs this one, and its account is checked."""
        old, new = self.case.company, self.world.other
        if old == new:
            new = self.world.company

        def deed(day: date) -> None:
            organisation = new.organisation
            PlanParty.objects.get_or_create(plan=self.case.grant.plan, organisation=organisation)
            given = SuccessionProposal(organisation.pk, "MERGER", day, "一切", WRONG)
            self.put_through(
                "SUCCESSION", propose_succession, approve_succession, self.case.pk, given
            )
            hold = PaymentHold.objects.get(grant=self.case.pk, released_on=None)
            self.world.do(release_hold, hold.pk, "口座を確認した。", by=Role.EXECUTIVE)

        if self.attempt("succeed", deed):
            self.case.company = new

    def complete(self) -> None:
        """The completion report."""
        costs = self.costs(1000)
        self.attempt("complete", lambda day: self.case.complete(*costs, on=day))

    def fix(self) -> None:
        """What the final inspection admits is put up and fixed."""
        costs, claimed = self.costs(self.part), self.costs(1000)
        self.attempt(
            "inspect_final", lambda day: self.case.inspect_final(*costs, claimed=claimed, on=day)
        )
        self.attempt("fix", lambda day: self.case.propose_fixing(day).fix(on=day))

    @property
    def stands(self) -> int:
        """What of the grant stands, in yen."""
        return standing_yen(self.case.grant)

    def cancel(self, name: str = "cancel", ground: Ground = Ground.ART17_1, *more: str) -> None:
        """A part is cancelled; what was paid of it is ordered back."""
        self.cancel_yen(part_of(self.stands, self.part), name, ground, *more)

    def owe(self) -> None:
        """So much is cancelled that half of what was paid must come back."""
        kept = sum(self.sums.paid) - sum(self.sums.back.values())
        self.cancel_yen(max(self.stands - kept // 2, 1), "owe", Ground.ART17_1)

    def cancel_yen(self, yen: int, name: str, ground: Ground, *more: str) -> None:
        """Put up and made."""
        given = CancellationProposal(ground, yen == self.stands, yen, WRONG, *more)

        def deed(day: date) -> None:
            self.case.do(propose_cancellation, self.case.pk, given)
            self.case.cancel(day)

        if self.attempt(name, deed):
            self.attempt("order", lambda day: self.case.order_back(on=day))

    def cancel_all(self) -> None:
        """All that stands is cancelled."""
        self.cancel_yen(self.stands, "cancel_all", Ground.ART17_1)

    def cancel_10(self) -> None:
        """The circumstances changed."""
        self.cancel("cancel_10", Ground.ART10, "CHANGED")

    def extra(self) -> None:
        """The cancellation itself cost something."""
        given = ExtraCosts((("REMOVAL", 1, self.part * MILLION // 100),), WRONG)
        self.attempt(
            "extra",
            lambda day: self.put_through(
                "EXTRA_COSTS", propose_extra_costs, approve_extra_costs, self.case.pk, given
            ),
        )

    @property
    def order(self) -> UUID | None:
        """The newest refund order."""
        return self.case.order.pk if self.case.grant.refund_orders.exists() else None

    @property
    def left(self) -> int:
        """What is open of its principal, in yen."""
        order = self.case.order
        return standing_principal_yen(order) - self.sums.back.get(order.pk, 0)

    def overdue(self) -> None:
        """Its day passes."""
        if self.order is not None:
            self.world.today += timedelta(days=25)
            self.attempt("overdue", lambda day: self.case.do(mark_overdue, self.order, on=day))

    def receive(self) -> None:
        """Part of what is open comes back, some days later, perhaps too late."""
        order = self.order
        if order is None:
            return
        self.world.today += timedelta(days=self.other % 40)
        self.attempt("overdue", lambda day: self.case.do(mark_overdue, order, on=day))
        left = self.left
        if left:
            yen = part_of(left, self.part) if self.part < 600 else left
            if self.attempt("receive", lambda day: self.case.receive(yen, on=day)):
                self.sums = replace(self.sums.returned(order, yen), came=self.sums.came + yen)
            return
        charges = sum(open_charges(self.case.order))
        self.attempt("bill", lambda day: self.case.bill(on=day))
        if charges and self.attempt("charges", lambda day: self.case.receive(charges, on=day)):
            charged = self.sums.charged + charges
            self.sums = replace(self.sums, came=self.sums.came + charges, charged=charged)

    def receive_all(self) -> None:
        """All of the principal, late."""
        self.part, self.other = 1000, 39
        before = len(self.done)
        self.receive()
        if "receive" in self.done[before:]:
            self.done.append("receive_all")

    def waive(self) -> None:
        """Part of the charges is waived with METI's approval."""
        if self.order is None:
            return
        surcharge, late = (x * self.part // 1000 for x in open_charges(self.case.order))

        def deed(day: date) -> None:
            given = WaiverProposal(
                surcharge, late, "災害", "分割した", unique("製局"), day, "DISASTER"
            )
            self.put_through("WAIVER", propose_waiver, approve_waiver, self.order, given)

        self.attempt("waive", deed)

    def reduce_all(self) -> None:
        """An appeal takes the whole order back."""
        before, self.other = len(self.done), 1000
        self.reduce()
        if "reduce" in self.done[before:]:
            self.done.append("reduce_all")

    def stand_again(self) -> None:
        """An appeal after a whole cancellation."""
        before, was = len(self.done), self.state
        self.reduce()
        if was == "CANCELLED" and "reduce" in self.done[before:]:
            assert self.state in {"PARTLY_CANCELLED", "SUSPENDED", "ABOLISHED", "SETTLED"}
            self.done.append("stand_again")

    def reduce(self) -> None:
        """An appeal lowers the order; what came in beyond it pays charges, the rest goes back."""
        order = self.order
        if order is None or any(row.surcharge_yen or row.late_yen for row in self.receipts()):
            return
        had = self.sums.back.get(order, 0)
        standing = standing_principal_yen(self.case.order)
        given = ReductionProposal(part_of(standing, self.other), "裁決", WRONG)
        facts: dict[str, int] = {}

        def deed(day: date) -> None:
            record = self.put_through("REDUCTION", propose_reduction, reduce_order, order, given)
            facts.update(record.facts)

        if not self.attempt("reduce", deed):
            return
        released = max(had - (standing - given.reduced_yen), 0)
        charges = facts["surcharge_yen"] + facts["late_yen"]
        assert charges + facts["overpaid_yen"] == released
        charged = self.sums.charged + charges
        self.sums = replace(self.sums.returned(order, -released), charged=charged)
        self.give_back(facts["overpaid_yen"])

    def receipts(self) -> list[RefundReceipt]:
        """What came on the newest order."""
        return list(self.case.order.receipts.all())

    def give_back(self, yen: int) -> None:
        """What was paid too much goes back."""
        for row in self.receipts():
            if row.overpaid_yen != yen or not yen:
                continue

            def deed(day: date, receipt: UUID = row.pk) -> None:
                self.case.do(propose_overpayment_return, receipt)
                version = pending_draft("OVERPAYMENT", receipt).version
                self.case.do(return_overpayment, receipt, version, day, unique("BANK"))

            if self.attempt("give_back", deed):
                self.sums = replace(self.sums, came=self.sums.came - yen)

    def set_off(self) -> None:
        """The company has a claim on another case, which pays what it owes."""
        order = self.order
        if order is None or not self.left:
            return
        yen = part_of(min(self.left, 60 * MILLION), self.part)
        claimant = self.other_case

        def deed(day: date) -> None:
            nonlocal claimant
            if claimant is None:
                self.world.today = self.stage.today
                claimant = verified(self.world.draft(company=self.case.company))
            payment = claimant.claim(yen, on=day).check().approve().payment
            self.case.do(set_off_refund, order, payment, WRONG, on=day)

        if self.attempt("set_off", deed):
            self.other_case = claimant
            self.sums = replace(self.sums.returned(order, yen), set_off=self.sums.set_off + yen)

    def monitor(self) -> None:
        """The project is looked after."""
        self.attempt("monitor", lambda day: self.case.do(begin_monitoring, self.case.pk, on=day))

    def demand(self) -> None:
        """Consumption tax is to be returned."""
        given = TaxReport(Fraction(self.part, 1000))
        self.attempt(
            "demand",
            lambda day: self.put_through(
                "DEMAND", propose_demand, demand_return, self.case.pk, given
            ),
        )

    def repay(self) -> None:
        """It is, and joins the fund."""
        found = Demand.objects.filter(grant=self.case.pk).order_by("due_on").last()
        if found is not None and self.attempt(
            "repay",
            lambda day: self.case.do(
                receive_return, found.pk, day, found.amount_yen, unique("BANK"), on=day
            ),
        ):
            yen = found.amount_yen
            self.sums = replace(self.sums, came=self.sums.came + yen, joined=self.sums.joined + yen)

    @invariant()
    def the_model_agrees(self) -> None:
        """Every yen is in the fund, with the company, or came back."""
        books, sums = self.books, self.sums
        back = sum(sums.back.values())
        assert books.pop(CASH) == ENDOWED_YEN - sum(sums.paid) + sums.came
        joined = sums.charged + sums.joined
        assert books.pop(AVAILABLE) == ENDOWED_YEN - sum(books.values()) + joined
        assert books.get("B310", 0) + books.get("B500", 0) == sum(sums.paid) + sums.set_off - back
        assert min(books.values(), default=0) >= 0

    @invariant()
    def no_sum_is_left_behind(self) -> None:
        """Nothing stands of what is cancelled whole, no advance of what is fixed."""
        grant = self.case.grant
        if grant.state == "CANCELLED":
            assert standing_yen(grant) == 0
        if grant.fixed_on is not None:
            assert advance_left_yen(grant) == 0
        elif grant.decided_on is not None:
            assert kept_yen(grant) <= (grant.decided_yen or 0)

    @invariant()
    def every_invariant_holds(self) -> None:
        """The budget book equals the case's state, and so with all that `verify` asks."""
        with connection.cursor() as cursor:
            found = examine(cursor, f"TEST_{self.world.segment}", {BOOKS, CASES})
        assert found.ok, found.broken
