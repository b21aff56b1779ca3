"""What a journey is written in: steps by days and hands, legs by events."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from grants.applications import Application
from grants.models import Payment, Plan
from grants.refund_case import open_charges
from tests.grants.world import Case, World
from tests.people import Company
from workflow.authority import AUTHORITY
from workflow.models import Role

RECIPIENTS = frozenset(role for role in Role if role.value.startswith("recipient_"))


@dataclass
class Trip:
    """A journey under way: its company, its case once there is one, the page it came to last."""

    company: Company
    case: Case | None = None
    there: str = ""

    @property
    def plan(self) -> Plan:
        """The company's plan."""
        return Plan.objects.get(parties__organisation=self.company.organisation)

    @property
    def own(self) -> Case:
        """Its case, which is there by now."""
        assert self.case is not None
        return self.case

    @property
    def number(self) -> str:
        """The number of its case."""
        return str(self.own.grant.number)

    @property
    def charges(self) -> str:
        """What is open of its order's 加算金 and 延滞金."""
        return str(sum(open_charges(self.own.order)))

    @property
    def approved(self) -> str:
        """Its payment that was decided and not yet sent."""
        return str(Payment.objects.get(organisation=self.company.organisation, state="APPROVED").pk)


# What is typed, by the name of the field; what the trip alone knows is asked of it.
Typed = str | bool | Callable[[Trip], str]


@dataclass(frozen=True)
class Step:
    """One act: on a day, by one person, from the page where it is offered, with what they type.

    at: `case`, `order`, `plan`, `home`, `there` (where the step before led), or an address in the
    audience's space. beside: words of the row in which the act is offered.
    """

    act: str
    on: date
    by: Role
    at: str
    beside: str
    typed: dict[str, Typed]


@dataclass(frozen=True)
class Leg:
    """An event, and what the page says when it has come about."""

    event: int
    steps: tuple[Step, ...]
    shows: str


@dataclass(frozen=True)
class Journey:
    """Several events in a row, from a situation of the stage; without one, from nothing.

    application: where it is not the usual one. before, then: what else has come about, in the
    world and in the case.
    """

    name: str
    legs: tuple[Leg, ...]
    begins: str = ""
    application: Application | None = None
    before: Callable[[World], Any] = lambda world: None
    then: Callable[[Case], Any] = lambda case: None

    @property
    def events(self) -> str:
        """The numbers of its events."""
        return "-".join(str(leg.event) for leg in self.legs)


def step(
    act: str,
    on: str,
    given: Mapping[str, Typed] | None = None,
    /,
    *,
    by: Role | None = None,
    at: str = "case",
    beside: str = "",
    **typed: Typed,
) -> Step:
    """A step; by the first role entitled unless said otherwise. given: more of what is typed."""
    return Step(
        act, date.fromisoformat(on), by or AUTHORITY[act][0], at, beside, {**(given or {}), **typed}
    )


def leg(event: int, *steps: Step, shows: str) -> Leg:
    """The steps that bring an event about."""
    return Leg(event, steps, shows)
