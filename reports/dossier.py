"""One report with everything about it: its questions, its answers, the last report, its files."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet

from fund.money import format_amount
from grants.models import BudgetLine, Grant, PlanParty
from reports.models import Filing, Report, ReportDraft, ReportFile, ReportReturn
from reports.questions import (
    Answers,
    KnownRow,
    Question,
    Section,
    large_differences,
    problems_answering,
    questions_of,
    sections_of,
)
from reports.report_kinds import REPAIR
from workflow.calendar import jst_day
from workflow.incoming import problems_sending, uploads_of
from workflow.law import fraction_on
from workflow.machines.report import WRITABLE
from workflow.models import Obligation, Upload
from workflow.problems import Problem

DIFFERENCE_LIMIT = "report_difference_limit"


class Dossier:
    """Reads a report's parts when they are asked for, each once."""

    def __init__(self, report: Report) -> None:
        """Around a row that is read or locked."""
        self.report = report

    @cached_property
    def subject(self) -> Grant | PlanParty:
        """The case or the company's part in a plan that the report is about."""
        if self.report.grant is not None:
            return self.report.grant
        return PlanParty.objects.get(pk=self.report.subject_id)

    @cached_property
    def duty(self) -> Obligation | None:
        """The duty the report answers, with its date as it stands now; None if it has ended."""
        rows = Obligation.objects.filter(
            subject_id=self.report.subject_id,
            kind=self.report.kind,
            period_key=self.report.period_key,
            status__in=[Obligation.Status.OPEN, Obligation.Status.MET],
        )
        return rows.order_by("-due_on").first()

    @cached_property
    def sections(self) -> list[Section]:
        """The form the report was begun under, with the case's own cost lines."""
        # Not by way of the case: a company that handed it over sees its lines, not the case.
        lines = BudgetLine.objects.filter(grant=self.report.grant_id)
        known = [
            KnownRow(
                line.item,
                (format_amount(line.decided_eligible_yen or line.eligible_yen),),
            )
            for line in lines
        ]
        return sections_of(self.report.form.content, known)

    @cached_property
    def questions(self) -> list[Question]:
        """Every question in its order."""
        return questions_of(self.sections)

    @cached_property
    def codes(self) -> list[str]:
        """The name of every answer, reasons for differences among them."""
        return [
            code
            for q in self.questions
            for code in ([q.code, q.reason_code] if q.compares else [q.code])
        ]

    def draft(self, number: int) -> ReportDraft | None:
        """A version of the draft."""
        return self.report.drafts.filter(number=number).first()

    @cached_property
    def answers(self) -> dict[str, str]:
        """The answers as they stand."""
        found = self.draft(self.report.version)
        return dict(found.answers) if found else {}

    @cached_property
    def before(self) -> Answers:
        """The answers of the report filed last of this kind; empty for the first one."""
        previous = self.report.previous
        filed = previous.filings.order_by("-number").first() if previous else None
        return dict(filed.draft.answers) if filed else {}

    @cached_property
    def files(self) -> list[ReportFile]:
        """The files attached, in the order they came."""
        rows = self.report.files.filter(removed_at__isnull=True).select_related("evidence")
        return list(rows.order_by("evidence__uploaded_at", "evidence_id"))

    @cached_property
    def uploads(self) -> list[Upload]:
        """Files begun and not yet attached, quarantined ones too."""
        return uploads_of(self.report.pk)

    @cached_property
    def filings(self) -> list[Filing]:
        """What arrived, the first one first."""
        return list(self.report.filings.select_related("draft", "released_by"))

    @cached_property
    def sent_back(self) -> ReportReturn | None:
        """The return that waits for a repair."""
        last = self.filings[-1] if self.filings else None
        return ReportReturn.objects.filter(filing=last).first() if last else None

    def unsettled(self) -> QuerySet[ReportDraft]:
        """What was set aside and nobody has taken in yet."""
        rows = self.report.drafts.filter(number__isnull=True, settled_by__isnull=True)
        return rows.select_related("saved_by").order_by("saved_at")

    @cached_property
    def limit(self) -> Fraction:
        """By which part a figure may move without a reason, by the row of the form's day."""
        return fraction_on(DIFFERENCE_LIMIT, self.report.form.valid_from)

    @cached_property
    def differences(self) -> dict[str, Fraction]:
        """The figures that moved further than that."""
        return large_differences(self.questions, self.answers, self.before, self.limit)

    def problems(self, today: date) -> list[Problem]:
        """Everything that keeps the report from being filed."""
        found = problems_answering(self.sections, self.answers, self.before, self.limit, today)
        found += problems_sending(self.uploads)
        if self.unsettled().exists():
            found.append(
                Problem(
                    "unsettled", "統合されていない入力があります。",
                    "報告書の画面で、二つの入力を見比べて統合してください。",
                )
            )  # fmt: skip
        return found

    def counted_on(self) -> date:
        """The day the report counts as filed: of its first arrival, while repairs came in time."""
        first, *later = self.filings
        counted = jst_day(first.received_at)
        # The dates as they were put off, if they were; a return keeps the one it was made with.
        repairs = Obligation.objects.filter(subject_id=self.report.pk, kind=REPAIR)
        standing = repairs.exclude(status=Obligation.Status.SUPERSEDED)
        until = dict(standing.values_list("period_key", "due_on"))
        for earlier, repaired in zip([first, *later], later, strict=False):
            day = jst_day(repaired.received_at)
            if day > until[str(earlier.number)]:
                counted = day
        return counted

    def standing(self, today: date) -> tuple[str, str]:
        """State and words as they should be shown: a report not filed in time is late."""
        report, due_on = self.report, self.duty.due_on if self.duty else None
        if report.state == "RETURNED":
            due_on = report.repair_until
        if report.state in WRITABLE and due_on is not None and today > due_on:
            return "OVERDUE", "期限超過"
        return report.state, report.get_state_display()


def dossier_of(report_id: UUID) -> Dossier:
    """A report by its id."""
    rows = Report.objects.select_related("organisation", "plan", "grant", "form", "previous")
    return Dossier(rows.get(pk=report_id))


def digest_of(answers: Mapping[str, str]) -> bytes:
    """SHA-256 of the answers as canonical JSON (keys sorted, no spaces, UTF-8)."""
    text = json.dumps(answers, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()
