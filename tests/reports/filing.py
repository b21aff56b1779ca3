"""Reports in tests: a case that owes one, its report in each situation, and answers that pass."""

import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from grants.models import Grant, PlanParty
from reports.acts.accept_report import accept_report
from reports.acts.attach_evidence import attach_evidence
from reports.acts.begin_report import begin_report
from reports.acts.release_report import release_report
from reports.acts.return_report import Return, return_report
from reports.acts.save_report_draft import DraftAnswers, save_report_draft
from reports.dossier import Dossier, dossier_of
from reports.models import Report
from tests.grants.stage import StagedWorld
from workflow.incoming import Sender, begin_upload, receive_piece
from workflow.models import ActRecord, Obligation, Person, Role, Upload
from workflow.uploads import evidence_vault

DUE_ON = date(2025, 7, 30)
FILED_ON = date(2025, 7, 22)
PDF = b"%PDF-1.7\n" + b"evidence " * 40
SAMPLES = {
    "day": "2025-06-30", "yen": "1,000,000", "count": "3", "number": "1.5", "percent": "40",
    "text": "試験", "long": "試験のための記載。",
}  # fmt: skip


@dataclass
class Filing:
    """A company at work on one report."""

    world: StagedWorld
    pk: UUID

    @property
    def report(self) -> Report:
        """The row, read anew."""
        return Report.objects.get(pk=self.pk)

    @property
    def dossier(self) -> Dossier:
        """Everything about it, read anew."""
        return dossier_of(self.pk)

    def do(self, act: Any, *args: Any, by: Person | Role | None = None) -> ActRecord:
        """An act on the report today."""
        return self.world.do(act, *args, by=by)

    def save(
        self, version: int = 0, by: Person | None = None, settles: UUID | None = None, **text: str
    ) -> ActRecord:
        """Save these texts over the answers of a version (the newest unless said)."""
        return self.write(text, version, by, settles)

    def write(
        self,
        text: Mapping[str, str],
        version: int = 0,
        by: Person | None = None,
        settles: UUID | None = None,
    ) -> ActRecord:
        """The same with the texts as a mapping."""
        version = version or self.report.version
        given = answers_over(self.dossier, version, text, settles)
        return self.do(save_report_draft, self.pk, given, by=by)

    def complete(self, **text: str) -> "Filing":
        """Answer everything."""
        self.write(passing(self.dossier) | text)
        return self

    def attach(self, content: bytes = PDF, name: str = "請求書.pdf") -> ActRecord:
        """Send a file and attach it."""
        return self.do(attach_evidence, received(self, content, name).pk)

    def release(self, on: date | None = None) -> "Filing":
        """The responsible person files it."""
        self.world.today = on or self.world.today
        self.do(release_report, self.pk, self.report.version)
        return self

    def send_back(self, days: int = 10, **comments: str) -> "Filing":
        """The officer returns it."""
        until = self.world.today + timedelta(days=days)
        self.do(return_report, self.pk, Return("不足がある。", until, tuple(comments.items())))
        return self

    def accept(self) -> "Filing":
        """The officer accepts it."""
        self.do(accept_report, self.pk, len(self.dossier.filings))
        return self


def a_duty(
    world: StagedWorld, kind: str = "PROGRESS", period: str = "T", due_on: date = DUE_ON
) -> Obligation:
    """A duty of the running case (or of its company's part in the plan), unless one stands."""
    case = world.case("RUNNING")
    subject: Grant | PlanParty = case.grant
    if kind.startswith("PLAN_"):
        subject = PlanParty.objects.get(plan=case.grant.plan, organisation=case.grant.organisation)
    stands = Obligation.objects.filter(
        subject_id=subject.pk, kind=kind, period_key=period, status=Obligation.Status.OPEN
    ).first()
    if stands is not None:
        return stands
    return Obligation.objects.create(
        kind=kind,
        title=f"報告 {kind}",
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        organisation_id=subject.organisation_id,
        period_key=period,
        base_on=due_on - timedelta(days=30),
        due_on=due_on,
        rule="30日以内",
        article="適正化法12条",
        made_by=ActRecord.objects.filter(subject_id=case.pk).order_by("-acted_at")[0],
    )


def begun(world: StagedWorld, kind: str = "PROGRESS", **of: Any) -> Filing:
    """A report just begun, eight days before it is due."""
    duty = a_duty(world, kind, **of)
    world.today = FILED_ON
    return Filing(world, world.do(begin_report, duty.pk).subject_id)


def filed(world: StagedWorld, kind: str = "PROGRESS", **of: Any) -> Filing:
    """A report filed in time."""
    return begun(world, kind, **of).complete().release()


def passing(dossier: Dossier) -> dict[str, str]:
    """An answer to every question that passes."""
    return {
        q.code: q.choices[0] if q.kind == "choice" else SAMPLES[q.kind] for q in dossier.questions
    }


def answers_over(
    dossier: Dossier, version: int, text: Mapping[str, str], settles: UUID | None = None
) -> DraftAnswers:
    """What the form would hand over: all answers of the version, with these texts changed."""
    draft = dossier.draft(version)
    assert draft is not None
    answers = draft.answers | text
    return DraftAnswers(version, tuple((c, answers[c]) for c in dossier.codes), settles)


def received(
    filing: Filing, content: bytes = PDF, name: str = "請求書.pdf", piece: int = 2 * 2**20
) -> Upload:
    """A file sent in pieces by the writer."""
    report, vault = filing.report, evidence_vault()
    sender = Sender(filing.world.company.writer, report.organisation, filing.world.now)
    upload = begin_upload(report, name, len(content), sender)
    for offset in range(0, len(content), piece):
        part = content[offset : offset + piece]
        upload = receive_piece(
            upload.pk, offset, len(part), io.BytesIO(part), vault, filing.world.now
        )
    return upload


def another_writer(world: StagedWorld) -> Person:
    """The responsible person of the same company, who may write too."""
    return world.company.releaser


def a_number() -> UUID:
    """An id nobody has."""
    return uuid.uuid4()
