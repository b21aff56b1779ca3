"""What the pages of a report show: its answers beside the last ones, its files, what is next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Max

from grants.models import Grant, PlanParty
from reports.dossier import Dossier
from reports.models import Report
from reports.questions import NUMBERS, Question, Section, TableRow, change_of, percent
from reports.report_kinds import REPORT_KINDS
from workflow.machines.report import WRITABLE, ReportState
from workflow.models import Obligation, Organisation


@dataclass(frozen=True)
class AnswerView:
    """One question with everything a page shows of it. field and reason: where it is asked."""

    question: Question
    text: str
    before: str
    change: str
    is_large: bool
    reason_text: str
    comment: str
    field: forms.BoundField | None = None
    reason: forms.BoundField | None = None
    theirs: str = ""
    mine: str = ""
    is_cell: bool = False

    @property
    def is_figure(self) -> bool:
        """Whether it is a number."""
        return self.question.kind in NUMBERS

    @property
    def is_changed(self) -> bool:
        """Whether it differs from the last report."""
        return self.before != self.text


@dataclass(frozen=True)
class RowView:
    """A row of a table of answers."""

    heading: str
    known: tuple[str, ...]
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True)
class SectionView:
    """A part of the report as shown."""

    section: Section
    answers: tuple[AnswerView, ...]
    rows: tuple[RowView, ...]

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """The table's headings, and whether figures stand under them."""
        first = self.rows[0]
        figures = [False, *(True for _ in first.known), *(a.is_figure for a in first.answers)]
        return list(zip(self.section.headings, figures, strict=True))


@dataclass(frozen=True)
class DueReport:
    """A duty of a company and the report that answers it, if it was begun. about: case or plan."""

    duty: Obligation
    report: Report | None
    state: str
    label: str
    about: str

    @property
    def due_on(self) -> date:
        """The date that counts now: the repair's, once the report was sent back."""
        back = self.report.repair_until if self.report and self.state != "SUBMITTED" else None
        return back or self.duty.due_on

    @property
    def waits_for_us(self) -> bool:
        """Whether the company has something to do."""
        return self.report is None or self.report.state in WRITABLE


def sections_shown(
    dossier: Dossier, form: forms.Form | None = None, conflict: dict[str, str] | None = None
) -> list[SectionView]:
    """The report's parts. form: to be filled in. conflict: the texts set aside, by question."""
    maker = _Maker(dossier, form, conflict or {})
    return [
        SectionView(
            section,
            tuple(maker.answer(question) for question in section.questions),
            tuple(maker.row(row) for row in _rows_shown(section, dossier, form)),
        )
        for section in dossier.sections
    ]


def _rows_shown(section: Section, dossier: Dossier, form: forms.Form | None) -> Iterable[Any]:
    """All rows to fill in; to be read, those that say something now or said so last time."""
    if form is not None or not section.is_free:
        return section.rows
    return [
        row
        for row in section.rows
        if any(dossier.answers.get(q.code) or dossier.before.get(q.code) for q in row.questions)
    ]


class _Maker:
    def __init__(self, dossier: Dossier, form: forms.Form | None, conflict: dict[str, str]) -> None:
        self.dossier, self.form, self.conflict = dossier, form, conflict
        back = dossier.sent_back if dossier.report.state in WRITABLE else None
        self.comments: dict[str, str] = back.comments if back else {}

    def row(self, row: TableRow) -> RowView:
        cells = tuple(self.answer(question, is_cell=True) for question in row.questions)
        return RowView(row.heading, row.known, cells)

    def answer(self, question: Question, *, is_cell: bool = False) -> AnswerView:
        code, dossier = question.code, self.dossier
        text, before = dossier.answers.get(code, ""), dossier.before.get(code, "")
        change = change_of(question, text, before)
        is_large = code in dossier.differences
        return AnswerView(
            question=question,
            text=text,
            before=before,
            change=percent(change) if change else "",
            is_large=is_large,
            reason_text=dossier.answers.get(question.reason_code, ""),
            comment=self.comments.get(code, ""),
            field=self.form[code] if self.form else None,
            reason=self.form[question.reason_code] if self.form and is_large else None,
            theirs=text if code in self.conflict else "",
            mine=self.conflict.get(code, ""),
            is_cell=is_cell,
        )


def conflict_of(dossier: Dossier, aside: Any) -> dict[str, str]:
    """What a draft set aside says otherwise than the report now does, by question."""
    base = dossier.draft(aside.base)
    began = base.answers if base else {}
    return {
        code: text
        for code, text in aside.answers.items()
        if text != dossier.answers.get(code, "") and text != began.get(code, "")
    }


def due_reports(own: Organisation, today: date) -> list[DueReport]:
    """Every open report of a company, the most urgent first."""
    duties = Obligation.objects.filter(
        organisation=own, kind__in=REPORT_KINDS, status=Obligation.Status.OPEN
    )
    rows = Report.objects.filter(organisation=own).select_related("grant", "plan", "form")
    reports = {(row.subject_id, row.kind, row.period_key): row for row in rows}
    numbers, found = _numbers(own), []
    for duty in duties.order_by("due_on", "title"):
        report = reports.get((duty.subject_id, duty.kind, duty.period_key))
        state, label = _standing(duty, report, today)
        if report is None and Report.objects.filter(**_answering(duty)).exists():
            state, label = "SUBMITTED", "承継前の事業者が提出済み（受理待ち）"
        found.append(DueReport(duty, report, state, label, numbers.get(duty.subject_id, "")))
    return found


def _standing(duty: Obligation, report: Report | None, today: date) -> tuple[str, str]:
    if report is not None:
        return Dossier(report).standing(today)
    late = today > duty.due_on
    return ("OVERDUE", "期限超過") if late else ("SCHEDULED", "作成前")


def _answering(duty: Obligation) -> dict[str, Any]:
    """What asks for a report that arrived before the case moved here."""
    return {
        "subject_id": duty.subject_id, "kind": duty.kind, "period_key": duty.period_key,
        "state": ReportState.SUBMITTED,
    }  # fmt: skip


def _numbers(own: Organisation) -> dict[UUID, str]:
    """The number by which a company knows each of its cases and plans."""
    cases = Grant.objects.filter(organisation=own).values_list("pk", "number")
    parties = PlanParty.objects.filter(organisation=own).values_list("pk", "plan__number")
    return dict([*cases, *parties])


def reports_to_read() -> list[Report]:
    """What arrived and waits to be accepted or sent back, the oldest arrival first."""
    rows = Report.objects.filter(state=ReportState.SUBMITTED)
    rows = rows.select_related("organisation", "grant", "plan")
    return list(rows.annotate(arrived=Max("filings__received_at")).order_by("arrived", "pk"))


def reports_of(subjects: Iterable[Any]) -> list[Report]:
    """The reports on these subjects, the newest period first."""
    rows = Report.objects.filter(subject_id__in=list(subjects)).select_related("organisation")
    return list(rows.order_by("-period_key", "kind"))
