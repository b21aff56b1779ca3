"""Machine × state × act × role: what is legal works, all else is refused and nothing changes.

Each act meets its subject in every state of its machine. Where it is legal, every role entitled
does it; where it is not, the first one is refused. In each cell one person who holds all the other
roles at once is refused, and so each of them. `make drill LONG=1` tries every role alone.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tests.deeds import Deed
from tests.drills import rounds
from tests.grants.world import World
from tests.people import BEGINNING, Company, hire
from tests.traces import nothing_changes
from workflow.act import ACTS
from workflow.act_sheet import sheet_of
from workflow.authority import AUTHORITY, home_of
from workflow.models import Membership, Person, Role
from workflow.models.person import OrganisationKind
from workflow.problems import Refused

ONE_BY_ONE = rounds(0, 1)


@dataclass(frozen=True)
class Cell:
    """An act before its subject in one state, on its day, with the company it concerns."""

    state: str
    doing: Deed
    today: date
    company: Company


class Row(ABC):
    """One act before its subject in every state of the machine.

    Whoever knows the machine says which states are legal, how a subject comes into one, and where
    the subject of a deed stands.
    """

    def __init__(self, world: World, act: str, machine: str, states: Iterable[str]) -> None:
        """machine: the subject in the word of the acts' docstrings."""
        self.world, self.act, self.states = world, act, list(states)
        self.faults: list[str] = []
        self.visited: list[str] = []
        self.moves = [move for move in sheet_of(ACTS[act]).moves if move.machine == machine]
        self.outsider = holder(world, [role for role in Role if role not in AUTHORITY[act]])

    @abstractmethod
    def is_done_in(self, state: str) -> bool:
        """Whether it is legal there."""

    @abstractmethod
    def deed_in(self, state: str) -> Deed:
        """The deed on a subject in this state."""

    @abstractmethod
    def state_of(self, doing: Deed) -> str:
        """Where the subject of a deed stands."""

    def stand_together(self, states: list[str]) -> list[list[str]]:
        """The states in groups whose scenes do not touch each other."""
        return [[state] for state in states]

    def is_the_state_s(self, codes: set[str]) -> bool:
        """Whether these problems are what the state has against it."""
        return True

    def visit(self) -> None:
        """Every state once. Scenes that do not touch each other stand at the same time."""
        refusing = [state for state in self.states if not self.is_done_in(state)]
        for group in self.stand_together(refusing):
            with rolled_back(self.world):
                self.refuse_everybody([self.cell(state) for state in group])
        for state in self.states:
            if self.is_done_in(state):
                with rolled_back(self.world):
                    self.do_by_everybody(self.cell(state))

    def cell(self, state: str) -> Cell:
        """The deed on a subject in this state, which is noted as visited."""
        doing = self.deed_in(state)
        assert self.state_of(doing) == state
        self.visited.append(state)
        return Cell(state, doing, doing.on or self.world.today, self.world.company)

    def entitled(self, cell: Cell) -> list[Person]:
        """A person for each role entitled; the deed's own, where only that one may."""
        if cell.doing.by is not None:
            return [cell.doing.by]
        return [self.world.person(role, cell.company) for role in AUTHORITY[self.act]]

    def refuse_everybody(self, cells: list[Cell]) -> None:
        """Nobody does it in these states, and nothing changes."""
        with nothing_changes():
            for cell in cells:
                self.refuse_strangers(cell)
                for person in self.entitled(cell)[: None if ONE_BY_ONE else 1]:
                    told = self.attempt(cell, person)
                    if told is None:
                        self.faults.append(f"{cell.state}: done by {person}")
                    elif not self.is_the_state_s(told):
                        self.faults.append(f"{cell.state}: refused for another reason: {told}")

    def refuse_strangers(self, cell: Cell) -> None:
        """Who is not entitled does it in no state."""
        alone = [role for role in Role if ONE_BY_ONE and role not in AUTHORITY[self.act]]
        for person in (self.outsider, *(self.world.person(role, cell.company) for role in alone)):
            told = self.attempt(cell, person)
            if told != {"not_entitled"}:
                self.faults.append(f"{cell.state}: {person} was told {told}")

    def do_by_everybody(self, cell: Cell) -> None:
        """Everybody entitled does it, and the subject goes where the docstring says."""
        with nothing_changes():
            self.refuse_strangers(cell)
        targets = self.targets(cell.state)
        for person in self.entitled(cell):
            with rolled_back(self.world):
                told = self.attempt(cell, person)
                then = self.state_of(cell.doing)
            if told is not None:
                self.faults.append(f"{cell.state}: {person} was refused: {told}")
            elif then not in targets:
                self.faults.append(f"{cell.state}: went to {then}, not to {sorted(targets)}")

    def targets(self, state: str) -> set[str]:
        """Where the docstring says that the subject goes from a state."""
        found = {target for move in self.moves for target in move.targets}
        if not found or not all(move.is_certain for move in self.moves):
            found.add(state)
        return found

    def attempt(self, cell: Cell, person: Person) -> set[str] | None:
        """With which problems somebody is refused; None when it is done."""
        self.world.today, self.world.company = cell.today, cell.company
        try:
            self.world.do(cell.doing.act, *cell.doing.args, by=person)
        except Refused as refused:
            return {problem.code for problem in refused.problems}
        return None


@contextmanager
def rolled_back(world: World) -> Iterator[None]:
    """What is done inside is undone, also in the world's own mind."""
    today, company = world.today, world.company
    with transaction.atomic():
        start = transaction.savepoint()
        yield
        transaction.savepoint_rollback(start)
    world.today, world.company = today, company


def holder(world: World, roles: list[Role]) -> Person:
    """Somebody with all these roles, each where it belongs."""
    somebody = hire(world.company.organisation, Role.RECIPIENT_VIEWER)
    homes = {
        kind: next(
            person.memberships.get().organisation
            for role, person in world.people.items()
            if home_of(role) == kind
        )
        for kind in OrganisationKind
        if kind != OrganisationKind.RECIPIENT
    } | {OrganisationKind.RECIPIENT: world.company.organisation}
    Membership.objects.bulk_create(
        Membership(
            person=somebody, role=role, organisation=homes[home_of(role)], valid_from=BEGINNING
        )
        for role in roles
        if role != Role.RECIPIENT_VIEWER
    )
    return somebody
