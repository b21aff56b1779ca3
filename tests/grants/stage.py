"""One case in every situation an act may find it in, built once by the real acts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from grants.acts.approve_abolition import approve_abolition
from grants.acts.begin_monitoring import begin_monitoring
from grants.acts.begin_review import begin_review
from grants.acts.examine_application import examine_application
from grants.acts.mark_overdue import mark_overdue
from grants.acts.order_correction import order_correction
from grants.acts.propose_abolition import propose_abolition
from grants.acts.reject_application import reject_application
from grants.acts.return_application import return_application
from grants.acts.set_off_refund import set_off_refund
from grants.acts.withdraw_grant import withdraw_grant
from grants.models import Grant, PaymentHold, Plan
from grants.models.hold import HoldGround
from grants.models.payment import PaymentKind
from tests.grants.world import (
    GRANT_YEN,
    MILLION,
    Case,
    World,
    an_application,
    an_examination,
)
from tests.people import Company, hire, new_company
from workflow.models import Person, Role

ADVANCE_YEN = 50 * MILLION
FIRST_DAY = date(2025, 4, 7)
LARGE_YEN = 200 * MILLION
LARGE_COSTS_YEN = (540 * MILLION, 40 * MILLION)
# What is asked for where it is not the usual application.
APPLICATIONS = {"in stages": an_application(LARGE_YEN, LARGE_COSTS_YEN)}


def returned(case: Case) -> None:
    """An application given back for repair."""
    case.apply()
    case.do(return_application, case.pk, "自己負担の調達先を補正してください。")


def rejected(case: Case) -> None:
    """An application refused."""
    case.apply().review()
    case.do(reject_application, case.pk, "要件を満たさないため。")


def withdrawn(case: Case) -> None:
    """A decision withdrawn in time."""
    case.apply().review().examine().decide()
    day = date(2025, 5, 19)
    case.do(withdraw_grant, case.pk, day, "条件に応じられないため。", on=day)


def verified(case: Case) -> Case:
    """Running, with costs worth 60 million of the grant verified."""
    return case.to_running().inspect(150 * MILLION, 20 * MILLION)


def advanced(case: Case) -> Case:
    """Running, with an advance of 50 million paid."""
    return verified(case).pay(ADVANCE_YEN)


def excess(case: Case) -> Case:
    """Fixed at 40 million after an advance of 50: ten million are ordered back (18条2項)."""
    return advanced(case).to_fixed(90 * MILLION, 20 * MILLION)


def settled(case: Case) -> Case:
    """Fixed at 120 million, 50 advanced and 70 paid at the end."""
    return advanced(case).to_fixed().pay(70 * MILLION, PaymentKind.FINAL, on=date(2026, 2, 6))


def partly_cancelled(case: Case) -> Case:
    """Of 120 million 90 are cancelled; 50 were advanced, so 20 must come back."""
    advanced(case).propose_cancellation(90 * MILLION, on=date(2025, 10, 1))
    return case.cancel(on=date(2025, 10, 8))


def partly_cancelled_fixed(case: Case) -> Case:
    """Fixed at 120 with 50 advanced; 40 of the 70 still unpaid are cancelled."""
    advanced(case).to_fixed().propose_cancellation(40 * MILLION, on=date(2026, 2, 2))
    return case.cancel(on=date(2026, 2, 4))


def ordered(case: Case) -> Case:
    """The 20 million are ordered back on 9 October 2025, due on the 29th."""
    return partly_cancelled(case).order_back(on=date(2025, 10, 9))


def principal_paid(case: Case) -> Case:
    """The 20 million came back ten days late."""
    return ordered(case).receive(20 * MILLION, on=date(2025, 11, 8))


def overdue(case: Case) -> Case:
    """The day after the due date the company is reminded."""
    ordered(case).do(mark_overdue, case.order.pk, on=date(2025, 10, 30))
    return case


def set_off(case: Case) -> Case:
    """A claim of 10 million on this case pays what another case of the company owes."""
    owing = overdue(case.world.draft())
    case.world.today = FIRST_DAY
    verified(case).claim(10 * MILLION, on=date(2025, 10, 31)).check().approve()
    case.do(set_off_refund, owing.order.pk, case.payment, "同種の事業であるため。")
    return case


def told_to_comply(case: Case) -> Case:
    """A compliance order whose date is 15 July 2025."""
    case.to_running()
    return case.order_to_comply(date(2025, 7, 15), on=date(2025, 7, 1))


def suspended(case: Case) -> Case:
    """The compliance order was not obeyed."""
    return told_to_comply(case).suspend(date(2025, 8, 15), on=date(2025, 7, 16))


def to_correct(case: Case) -> Case:
    """The final inspection found what must be put right."""
    advanced(case).complete().inspect_final().do(
        order_correction, case.pk, "設備が計画と異なるため。", "是正すること。",
        date(2026, 3, 2), on=date(2026, 1, 20),
    )  # fmt: skip
    return case


def abolition_proposed(case: Case) -> Case:
    """The company gives the project up; it is put up."""
    advanced(case).do(
        propose_abolition, case.pk, date(2025, 10, 1), "需要の減少のため。", on=date(2025, 10, 1)
    )
    return case


def abolished(case: Case) -> Case:
    """Given up on 1 October 2025."""
    abolition_proposed(case).do(approve_abolition, case.pk, 1, on=date(2025, 10, 3))
    return case


def monitored(case: Case) -> Case:
    """Settled, and looked after since."""
    settled(case).do(begin_monitoring, case.pk, on=date(2026, 2, 9))
    return case


def in_stages(case: Case) -> None:
    """200 million, put up: chief, director and executive have to approve it."""
    case.apply().review().examine(an_examination(LARGE_COSTS_YEN))


SITUATIONS: dict[str, Callable[[Case], object]] = {
    "DRAFT": lambda case: case,
    "SUBMITTED": lambda case: case.apply(),
    "RETURNED": returned,
    "UNDER_REVIEW": lambda case: case.apply().review(),
    "APPROVAL": lambda case: case.apply().review().examine(),
    "in stages": in_stages,
    "REJECTED": rejected,
    "DECIDED": lambda case: case.apply().review().examine().decide(),
    "WITHDRAWN": withdrawn,
    "RUNNING": lambda case: case.to_running(),
    "verified": verified,
    "claimed": lambda case: verified(case).claim(ADVANCE_YEN),
    "checked": lambda case: verified(case).claim(ADVANCE_YEN).check(),
    "approved": lambda case: verified(case).claim(ADVANCE_YEN).check().approve(),
    "instructed": lambda case: verified(case).claim(ADVANCE_YEN).check().approve().instruct(),
    "advanced": advanced,
    "COMPLETED_REPORTED": lambda case: advanced(case).complete(),
    "UNDER_INSPECTION": lambda case: advanced(case).complete().inspect_final(),
    "fixing proposed": lambda case: advanced(case).complete().inspect_final().propose_fixing(),
    "AMOUNT_FIXED": lambda case: advanced(case).to_fixed(),
    "excess": excess,
    "SETTLED": settled,
    "cancellation proposed": lambda case: advanced(case).propose_cancellation(
        90 * MILLION, on=date(2025, 10, 1)
    ),
    "PARTLY_CANCELLED": partly_cancelled,
    "partly cancelled fixed": partly_cancelled_fixed,
    "ordered": ordered,
    "overdue": overdue,
    "set off": set_off,
    "told to comply": told_to_comply,
    "SUSPENDED": suspended,
    "CORRECTION_ORDERED": to_correct,
    "abolition proposed": abolition_proposed,
    "ABOLISHED": abolished,
    "MONITORING": monitored,
    "principal paid": principal_paid,
    "billed": lambda case: principal_paid(case).bill(on=date(2025, 11, 10)),
    "cleared": lambda case: principal_paid(case).receive_charges(on=date(2025, 11, 10)),
    "CANCELLED": lambda case: (
        case.to_running().propose_cancellation(GRANT_YEN, whole=True).cancel(on=date(2025, 7, 1))
    ),
}


@dataclass(frozen=True)
class Mark:
    """Where a case of the stage stands."""

    pk: UUID
    payment: UUID | None
    company: Company
    today: date


@dataclass(frozen=True)
class Stage:
    """The world and its cases by situation; a state's own name where the state says it all."""

    world: World
    marks: dict[str, Mark] = field(default_factory=dict)

    def case(self, world: World, situation: str) -> Case:
        """A case in a situation, on the day it came into it."""
        mark = self.marks[situation]
        world.today, world.company = mark.today, mark.company
        return Case(world, world.company, mark.pk, mark.payment)


@dataclass
class StagedWorld(World):
    """A world whose cases are those of the stage."""

    stage: Stage | None = None

    def case(self, situation: str) -> Case:
        """A case in a situation, on the day it came into it."""
        assert self.stage is not None
        return self.stage.case(self, situation)

    def anew(self, situation: str) -> Case:
        """A case of this test alone, of which nobody has heard yet."""
        return carry(self, situation)

    def drafted_by(self, officer: Person) -> Case:
        """A case whose decision this officer has put up."""
        self.today = FIRST_DAY
        case = self.draft().apply()
        self.do(begin_review, case.pk, True, by=officer)
        case.judge(by=officer)
        self.do(examine_application, case.pk, an_examination(), by=officer)
        return case

    def colleague(self, role: Role) -> Person:
        """Somebody else at NEDO with a role."""
        return hire(self.people[role].memberships.get().organisation, role)

    def filed_unseen(self, *cases: Case) -> None:
        """Each company files without seeing the other's request, as at the outside door."""
        plan = cases[0].grant.plan
        ceiling = plan.ceiling_yen
        for case in cases:
            Plan.objects.filter(pk=plan.pk).update(ceiling_yen=len(cases) * ceiling)
            case.apply()
        Plan.objects.filter(pk=plan.pk).update(ceiling_yen=ceiling)

    def hold(self, case: Case) -> None:
        """METI's side put the plan in question: its payments are held."""
        PaymentHold.objects.create(
            plan_id=case.grant.plan_id, ground=HoldGround.values[0], reason="変更指示",
            source_id=case.pk, placed_on=self.today, placed_by=self.people[Role.CASE_OFFICER],
        )  # fmt: skip

    def force_plan(self, case: Case, state: str) -> None:
        """METI's side moved the plan."""
        Plan.objects.filter(pk=case.grant.plan_id).update(state=state)

    def force(self, case: Case, *states: str) -> Case:
        """Move a case along legal arrows without acts."""
        for state in states:
            Grant.objects.filter(pk=case.pk).update(state=state)
        return case


def build_stage(world: World) -> Stage:
    """Carry one case into each situation, committed; each of a company of its own.

    What one company owes would otherwise hold the payments of all the others.
    """
    stage = Stage(world)
    for situation in SITUATIONS:
        case = carry(world, situation)
        stage.marks[situation] = Mark(case.pk, case.payment, world.company, world.today)
    return stage


def carry(world: World, situation: str) -> Case:
    """Bring a new case of a new company into a situation."""
    world.today, world.company = FIRST_DAY, new_company(situation)
    case = world.draft(application=APPLICATIONS.get(situation))
    SITUATIONS[situation](case)
    return case
