"""The machine of a report in the matrix: every act on a report, in every state, by every role."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from reports.acts.begin_event_report import Event
from reports.acts.begin_report import new_report, report_of, write_first_draft
from reports.acts.return_report import Return
from reports.models import Report, ReportFile
from tests.deeds import Deed, deed
from tests.fund.audit.books import uploaded
from tests.grants.scenes import SCENES
from tests.grants.stage import StagedWorld
from tests.matrix import Row
from tests.reports.acts.test_begin_event_report import party
from tests.reports.filing import (
    DUE_ON,
    FILED_ON,
    PDF,
    Filing,
    a_duty,
    answers_over,
    begun,
    passing,
    received,
)
from workflow.act import ACTS
from workflow.act_sheet import sheet_of
from workflow.machines.moves import machine_models, moves_of, states_of
from workflow.machines.report import ReportState
from workflow.models import Obligation

# These make a report: from a duty that has none yet, and whatever others there are.
BEGINNING, EVENT = "begin_report", "begin_event_report"
# What the state has against an act, besides that the duty has ended or has its report.
STATE_S = {"wrong_state", "filed", "begun", "duty_ended"}


def the_duty(filing: Filing) -> Obligation:
    """The duty a report answers, also one that was met."""
    found = filing.dossier.duty
    assert found is not None
    return found


def with_a_file(filing: Filing) -> Filing:
    """Answered, with a file that may be taken out."""
    filing.complete().attach(PDF + filing.pk.bytes)
    return filing


def not_begun(world: StagedWorld) -> Filing:
    """A row as it stands for a moment while its report is begun; only its state is against it."""
    duty, writer = a_duty(world, period="SCHEDULED"), world.company.writer
    world.today = FILED_ON
    case = world.case("RUNNING").grant
    world.today = FILED_ON
    report = new_report(duty.kind, duty.period_key, duty.title, case, world.now)
    filing = Filing(world, report.pk)
    write_first_draft(report, writer, world.now, **passing(filing.dossier))
    ReportFile.objects.create(
        report=report, organisation_id=report.organisation_id, evidence=uploaded(writer)
    )
    return filing


def late(world: StagedWorld) -> Filing:
    """Its day has passed: a state of the row only while a late report arrives."""
    filing = with_a_file(begun(world, period="OVERDUE"))
    Report.objects.filter(pk=filing.pk).update(state=ReportState.OVERDUE)
    return filing


def filed(world: StagedWorld, period: str) -> Filing:
    return with_a_file(begun(world, period=period)).release()


STANDING: dict[str, Callable[[StagedWorld], Filing]] = {
    "SCHEDULED": not_begun,
    "OPEN": lambda world: with_a_file(begun(world, period="OPEN")),
    "OVERDUE": late,
    "SUBMITTED": lambda world: filed(world, "SUBMITTED"),
    "RETURNED": lambda world: filed(world, "RETURNED").send_back(),
    "ACCEPTED": lambda world: filed(world, "ACCEPTED").accept(),
}
GIVEN: dict[str, Callable[[Filing], tuple[Any, ...]]] = {
    "begin_report": lambda f: (the_duty(f).pk,),
    "begin_event_report": lambda f: (party(f.world).pk, Event("PLAN_TROUBLE", FILED_ON)),
    "save_report_draft": lambda f: (
        f.pk, answers_over(f.dossier, f.report.version, {"summary": "続き"}),
    ),
    "attach_evidence": lambda f: (received(f, PDF + uuid4().bytes).pk,),
    "remove_evidence": lambda f: (f.dossier.files[0].pk,),
    "hand_over_report": lambda f: (f.pk,),
    "release_report": lambda f: (f.pk, f.report.version),
    "return_report": lambda f: (f.pk, Return("不足がある。", DUE_ON + timedelta(days=30), ())),
    "accept_report": lambda f: (f.pk, len(f.dossier.filings)),
}  # fmt: skip


class ReportRow(Row):
    """One act before a report of the running case in each state; all six stand side by side."""

    world: StagedWorld

    def __init__(self, world: StagedWorld, act: str, standing: dict[str, Filing]) -> None:
        """standing: a report in each state."""
        super().__init__(world, act, "report", standing)
        self.standing = standing
        self.before: dict[Deed, Filing] = {}

    def is_done_in(self, state: str) -> bool:
        """Where its docstring says. An event is told of whatever other reports there are."""
        named = {source for move in self.moves for source in move.sources}
        return state in named or self.act == EVENT

    def stand_together(self, states: list[str]) -> list[list[str]]:
        """All of them."""
        return [states]

    def deed_in(self, state: str) -> Deed:
        """The act on that report, late where the state says so."""
        filing, is_late = self.standing[state], state == ReportState.OVERDUE
        args = GIVEN[self.act](filing)
        if (self.act, state) == (BEGINNING, ReportState.SCHEDULED):
            args = (a_duty(self.world, period="alone").pk,)
        self.world.today = DUE_ON + timedelta(days=1) if is_late else FILED_ON
        doing = deed(ACTS[self.act], *args, on=self.world.today)
        self.before[doing] = filing
        return doing

    def state_of(self, doing: Deed) -> str:
        """Of the report the act has made, or else of the one that stood before it."""
        found: Report | None = None
        if self.act == BEGINNING:
            found = report_of(Obligation.objects.get(pk=doing.args[0]))
        elif self.act == EVENT:
            found = Report.objects.filter(subject_id=doing.args[0]).first()
        return str((found or self.before[doing].report).state)

    def targets(self, state: str) -> set[str]:
        """A late report only passes through OVERDUE as it arrives."""
        found = super().targets(state)
        return found - {"OVERDUE"} if len(found) > 1 else found

    def is_the_state_s(self, codes: set[str]) -> bool:
        """Nothing else is against it."""
        return codes <= STATE_S


@pytest.fixture
def standing(staged: StagedWorld) -> dict[str, Filing]:
    """A report in each state."""
    return {state: brought(staged) for state, brought in STANDING.items()}


def test_every_act_on_a_report_is_done_in_its_states_by_its_roles_and_in_no_other_cell(
    staged: StagedWorld, standing: dict[str, Filing]
) -> None:
    faults, visited = [], set()
    for act in GIVEN:
        row = ReportRow(staged, act, standing)
        row.visit()
        faults += [f"{act} {fault}" for fault in row.faults]
        visited |= {(act, state) for state in row.visited}
    assert not faults, "\n".join(faults)
    assert visited == {(act, state) for act in GIVEN for state in ReportState}


def test_the_table_has_every_act_on_a_report_every_state_and_with_the_cases_every_machine() -> None:
    named = {act for act in ACTS if any(m.machine == "report" for m in sheet_of(ACTS[act]).moves)}
    assert set(GIVEN) == named
    assert set(STANDING) == set(states_of(Report))
    assert {Report, *SCENES} == set(machine_models())


def test_every_move_of_the_machine_is_made_by_an_act() -> None:
    made = {
        (source, target)
        for act in GIVEN
        for move in sheet_of(ACTS[act]).moves
        if move.machine == "report"
        for source in move.sources
        for target in move.targets
        if source != target
    }
    assert {(source, target) for _, source, target in moves_of(Report) if source} == made


def test_a_cell_that_is_wrong_is_found(staged: StagedWorld, standing: dict[str, Filing]) -> None:
    row = ReportRow(staged, "accept_report", standing)
    cell = row.cell("SUBMITTED")
    with pytest.raises(AssertionError, match="reports_report"):
        row.refuse_everybody([cell])
    row.do_by_everybody(cell)
    assert [fault.split(" ")[0] for fault in row.faults] == ["SUBMITTED:"] * 2
    assert "another reason" not in row.faults[0]
