"""The machines of a grant's life in the matrix: every act in every state, by every role."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

import pytest

from grants.acts.answer_question import answer_question
from grants.acts.approve_inspection import approve_inspection
from grants.acts.begin_compulsory_collection import begin_compulsory_collection
from grants.acts.claim_payment import claim_payment
from grants.acts.demand_return import demand_return
from grants.acts.inspect_interim import inspect_interim
from grants.acts.mark_overdue import mark_overdue
from grants.acts.propose_demand import TaxReport, propose_demand
from grants.acts.propose_inspection import propose_inspection
from grants.acts.record_revocation import record_revocation
from grants.acts.start_grant import start_grant
from grants.models import Grant, PlanParty
from grants.models.payment import PaymentKind
from grants.revocation import NOT_CARRIED_OUT
from grants.step_rules import STEPS_OF
from tests.deeds import Deed, deed, perform
from tests.grants import plan_deeds
from tests.grants.acts import (
    test_answer_question,
    test_begin_compulsory_collection,
    test_demand_charges,
    test_inspect_interim,
    test_propose_demand,
    test_propose_inspection,
    test_set_off_refund,
    test_take_over_case,
)
from tests.grants.acts.test_every_act import lawful
from tests.grants.scenes import SCENES, cancelled_in_part
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION, a_result
from tests.matrix import Row, rolled_back
from workflow.act import ACTS
from workflow.act_sheet import sheet_of
from workflow.approvals import latest_draft
from workflow.machines.grant import CANCELLABLE, GrantState
from workflow.machines.moves import machine_models, states_of
from workflow.machines.plan import PlanState
from workflow.models import Role

WORDS = {
    "Plan": "plan", "CoreTechnologyConsultation": "consultation", "Grant": "grant",
    "Payment": "payment", "RefundOrder": "refund", "Asset": "asset", "Demand": "demand",
    "Question": "question",
}  # fmt: skip
RULES = {rule.act: (model, rule) for model, rules in STEPS_OF.items() for rule in rules}


def begun_after_a_cancellation(world: StagedWorld) -> Deed:
    """A part was cancelled before the work began."""
    day = date(2025, 6, 2)
    return deed(start_grant, cancelled_in_part(world.case("DECIDED"), day).pk, day, on=day)


def claimed_after_a_cancellation(world: StagedWorld) -> Deed:
    """The company claims what was verified before."""
    case = cancelled_in_part(world.case("verified"), date(2025, 9, 3))
    return deed(claim_payment, case.pk, PaymentKind.ADVANCE.value, 50 * MILLION)


def claimed_at_the_end(world: StagedWorld) -> Deed:
    """The company claims what was not advanced."""
    pk = world.case("AMOUNT_FIXED").pk
    return deed(claim_payment, pk, PaymentKind.FINAL.value, 70 * MILLION)


def set_off_under_compulsion(world: StagedWorld) -> Deed:
    """The company is owed something after all."""
    doing = test_set_off_refund.lawful(world)
    perform(world, replace(doing, act=ACTS["begin_compulsory_collection"], args=(
        doing.args[0], "督促に応じないため。",
    ), on=test_begin_compulsory_collection.LATE))  # fmt: skip
    return replace(doing, on=world.today)


def compelled_after_a_part_payment(world: StagedWorld) -> Deed:
    """The company paid a quarter when it was demanded, and no more."""
    case = world.case("overdue").receive(5 * MILLION, on=date(2025, 11, 3))
    late = test_begin_compulsory_collection.LATE
    return deed(begin_compulsory_collection, case.order.pk, "督促に応じないため。", on=late)


def compelled_for_charges(world: StagedWorld) -> Deed:
    """The principal came back, its charges did not, whatever was demanded."""
    doing = test_demand_charges.lawful(world)
    perform(world, doing)
    late = test_begin_compulsory_collection.LATE
    return deed(begin_compulsory_collection, doing.args[0], "督促に応じないため。", on=late)


def demanded_again(world: StagedWorld) -> Deed:
    """A week later nothing has come."""
    order = world.case("overdue").order
    return deed(mark_overdue, order.pk, on=world.today + timedelta(days=7))


def taxed_while_owing(world: StagedWorld) -> Deed:
    """A part was cancelled after 額の確定 and has not come back."""
    case = test_propose_demand.owing(world)
    return deed(propose_demand, case.pk, TaxReport(Fraction(95, 100)), on=test_propose_demand.DAY)


def taxed_beside_an_excess(world: StagedWorld) -> Deed:
    """More was advanced than was fixed, and has not come back."""
    pk = world.case("excess").pk
    return deed(propose_demand, pk, TaxReport(Fraction(95, 100)), on=test_propose_demand.DAY)


def demanded(taxed: Callable[[StagedWorld], Deed]) -> Callable[[StagedWorld], Deed]:
    """What it owes of the consumption tax is put up."""

    def demanding(world: StagedWorld) -> Deed:
        doing = taxed(world)
        perform(world, doing)
        return deed(demand_return, doing.args[0], 1, on=doing.on)

    return demanding


def planned_again(world: StagedWorld) -> Deed:
    """An inspection of what a cancellation left is planned."""
    pk = SCENES[Grant]["PARTLY_CANCELLED"](world)
    given = test_propose_inspection.proposal(world, planned_on=world.today)
    return deed(propose_inspection, pk, given, on=world.today)


def planned_at_the_end(world: StagedWorld) -> Deed:
    """The final inspection is planned."""
    pk = world.case("COMPLETED_REPORTED").pk
    given = test_propose_inspection.proposal(world, kind="FINAL", planned_on=world.today)
    return deed(propose_inspection, pk, given, on=world.today)


def approved(plan: Callable[[StagedWorld], Deed]) -> Callable[[StagedWorld], Deed]:
    """The plan that was put up is approved."""

    def approving(world: StagedWorld) -> Deed:
        doing = plan(world)
        version = perform(world, doing).facts["version"]
        return deed(approve_inspection, doing.args[0], version, on=doing.on)

    return approving


def inspected_after_a_cancellation(world: StagedWorld) -> Deed:
    """What was spent of the rest is proved and its inspection planned."""
    case = cancelled_in_part(world.case("RUNNING"), date(2025, 7, 2))
    day, costs = test_inspect_interim.DAY, test_inspect_interim.HALF
    case.prove(*costs, on=day).plan_inspection("INTERIM")
    return deed(inspect_interim, case.pk, a_result(day, costs), on=day)


def joined(world: StagedWorld, grant: UUID) -> None:
    """METI certified another company under the grant's plan."""
    plan = Grant.objects.get(pk=grant).plan
    PlanParty.objects.create(plan=plan, organisation=world.other.organisation)


def answered_by_the_officer(world: StagedWorld) -> Deed:
    """The side that was asked has the word."""
    doing = deed(answer_question, test_answer_question.asked(world).pk, "差し支えありません。")
    return replace(doing, by=world.people[Role.CASE_OFFICER], on=world.today)


def revoked(world: StagedWorld, grant: UUID) -> None:
    """METI took back the certification of the grant's plan."""
    plan = Grant.objects.get(pk=grant).plan_id
    world.do(record_revocation, plan, plan_deeds.notice(world), NOT_CARRIED_OUT)


# What must have happened to the subject before an act.
PRECEDING: dict[str, Callable[[StagedWorld, UUID], None]] = {
    "decide_revocation_ground": revoked,
    "propose_succession": joined,
    "approve_succession": joined,
    "take_over_case": test_take_over_case.with_a_colleague,
}
# Acts that no state of the machine binds, and where they find something to do.
ANYWHERE: dict[str, set[str]] = {
    "ask_question": set(GrantState),
    "decide_revocation_ground": set(CANCELLABLE),
    "record_yearly_check": set(PlanState),
}
# Cells whose deed is another than the act's usual one on another subject.
OWN_DEEDS: dict[tuple[str, str], Callable[[StagedWorld], Deed]] = {
    ("propose_inspection", "PARTLY_CANCELLED"): planned_again,
    ("propose_inspection", "COMPLETED_REPORTED"): planned_at_the_end,
    ("approve_inspection", "PARTLY_CANCELLED"): approved(planned_again),
    ("approve_inspection", "COMPLETED_REPORTED"): approved(planned_at_the_end),
    ("inspect_interim", "PARTLY_CANCELLED"): inspected_after_a_cancellation,
    ("answer_question", "ASKED"): answered_by_the_officer,
    ("start_grant", "PARTLY_CANCELLED"): begun_after_a_cancellation,
    ("claim_payment", "PARTLY_CANCELLED"): claimed_after_a_cancellation,
    ("claim_payment", "AMOUNT_FIXED"): claimed_at_the_end,
    ("mark_overdue", "OVERDUE"): demanded_again,
    ("propose_demand", "PARTLY_CANCELLED"): taxed_while_owing,
    ("demand_return", "PARTLY_CANCELLED"): demanded(taxed_while_owing),
    ("propose_demand", "AMOUNT_FIXED"): taxed_beside_an_excess,
    ("demand_return", "AMOUNT_FIXED"): demanded(taxed_beside_an_excess),
    ("begin_compulsory_collection", "PART_PAID"): compelled_after_a_part_payment,
    ("begin_compulsory_collection", "CHARGES_BILLED"): compelled_for_charges,
    ("set_off_refund", "COMPULSORY"): set_off_under_compulsion,
}


class GrantRow(Row):
    """A row of one of the machines of a grant's life, with scenes on the stage."""

    world: StagedWorld

    def __init__(self, world: StagedWorld, act: str) -> None:
        """Note the act's lawful deed and the state in which it finds its subject."""
        self.model, self.rule = RULES[act]
        self.scenes = SCENES[self.model]
        super().__init__(world, act, WORDS[self.model.__name__], self.scenes)
        with rolled_back(world):
            doing = lawful(act, world)
            self.usual, self.home = replace(doing, on=world.today), self.state_of(doing)

    def state_of(self, doing: Deed) -> str:
        """Where the subject of a deed stands."""
        rows = self.model._default_manager.filter(pk=doing.args[0])
        return str(rows.values_list("state", flat=True).get())

    def stand_together(self, states: list[str]) -> list[list[str]]:
        """Cases of the stage stand side by side, but for one that takes another's place."""
        together = [s for s in states if self.model is Grant and s != GrantState.CLOSED]
        return [together, *([state] for state in states if state not in together)]

    def is_done_in(self, state: str) -> bool:
        """Whether it is legal there. An act bound to no state is so wherever nothing lacks."""
        return state in self.rule.states if self.rule.states else state in ANYWHERE[self.act]

    def deed_in(self, state: str) -> Deed:
        """The deed on a subject in this state, after what must precede it."""
        own = OWN_DEEDS.get((self.act, state))
        if own is not None:
            return own(self.world)
        if state == self.home:
            return lawful(self.act, self.world)
        doing = moved(self.world, self.usual, self.scenes[state](self.world))
        return self.put_up(doing) if self.is_done_in(state) else doing

    def put_up(self, doing: Deed) -> Deed:
        """The deed on the newest draft, put up for it, where the act decides on one."""
        if self.act in PRECEDING:
            PRECEDING[self.act](self.world, doing.args[0])
        if not self.rule.approves:
            return doing
        for rule in STEPS_OF[self.model]:
            if rule.drafts == self.rule.approves:
                with rolled_back(self.world):
                    drafted = replace(lawful(rule.act, self.world), on=self.world.today)
                perform(self.world, moved(self.world, drafted, doing.args[0]))
        draft = latest_draft(self.rule.approves, doing.args[0])
        assert draft is not None
        subject, _, *rest = doing.args
        return replace(doing, args=(subject, draft.version, *rest), on=self.world.today)


def moved(world: StagedWorld, doing: Deed, subject: UUID) -> Deed:
    """The same deed on another subject, today if that is later."""
    assert doing.on is not None
    day = max(doing.on, world.today)
    rest = (day if value == doing.on else value for value in doing.args[1:])
    return replace(doing, args=(subject, *rest), on=day)


@pytest.mark.parametrize("act", RULES)
def test_an_act_is_done_in_its_states_by_its_roles_and_in_no_other_cell(
    act: str, world: StagedWorld
) -> None:
    row = GrantRow(world, act)
    row.visit()
    assert not row.faults, "\n".join(row.faults)
    assert sorted(row.visited) == sorted(SCENES[row.model])


@pytest.mark.parametrize("act", RULES)
def test_the_docstring_names_the_states_in_which_the_act_is_offered(act: str) -> None:
    model, rule = RULES[act]
    moves = [m for m in sheet_of(ACTS[act]).moves if m.machine == WORDS[model.__name__]]
    named = {state for move in moves for state in move.sources}
    if any(move.is_range for move in moves):
        assert named < rule.states
    else:
        assert named == rule.states


def test_every_state_of_every_machine_of_a_grant_s_life_has_its_scene() -> None:
    machines = [model for model in machine_models() if model._meta.app_label == "grants"]
    states = {model: set(states_of(model)) for model in machines}
    assert {model: set(scenes) for model, scenes in SCENES.items()} == states
    assert set(STEPS_OF) == set(states)


def test_a_cell_that_is_wrong_is_found(world: StagedWorld) -> None:
    row = GrantRow(world, "decide_grant")
    cell = row.cell("APPROVAL")
    with pytest.raises(AssertionError, match="grants_grant"):
        row.refuse_everybody([cell])
    row.do_by_everybody(cell)
    assert [fault.split(" ")[0] for fault in row.faults] == ["APPROVAL:"] * 4
    assert "already_approved" in str(row.faults)
