"""Filing a report in the story: begun, written, handed over, filed, read, mended, accepted."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from config.demo.attachments import Document, attach
from config.demo.people import Company
from config.demo.world import World
from reports.acts.accept_report import accept_report
from reports.acts.attach_evidence import attach_evidence
from reports.acts.begin_report import begin_report
from reports.acts.hand_over_report import hand_over_report
from reports.acts.release_report import release_report
from reports.acts.return_report import Return, return_report
from reports.acts.save_report_draft import DraftAnswers, save_report_draft
from reports.dossier import dossier_of
from reports.models import Report
from workflow.models import Obligation

ENDED = (Obligation.Status.SUPERSEDED, Obligation.Status.CANCELLED)


def prepare(
    world: World, company: Company, subject: UUID, kind: str, period: str, **answers: str
) -> tuple[UUID, str]:
    """The writer answers everything and hands over today; returns the report and its keys' stem."""
    duties = Obligation.objects.filter(subject_id=subject, kind=kind, period_key=period)
    duty = duties.exclude(status__in=ENDED).get()
    stem = f"{company.code}:{kind}:{period}"
    report = world.do(begin_report, duty.pk, by=company.writer, key=f"{stem}:begin")
    save(world, company, report, f"{stem}:save", 1, **answers)
    attach(
        world, attach_evidence, Report.objects.get(pk=report), evidence_of(company, stem, answers),
        by=company.writer, of=company.organisation, key=f"{stem}:file",
    )  # fmt: skip
    world.do(hand_over_report, report, by=company.writer, key=f"{stem}:hand-over")
    return report, stem


def evidence_of(company: Company, stem: str, answers: Mapping[str, str]) -> Document:
    """What the company attaches to a report: the work as its own ledger of works has it."""
    return Document(
        author=company.organisation.name,
        title="工事及び発注の状況",
        number=stem.replace(":", "-"),
        facts=(
            ("報告の対象", answers.get("as_of", "認定計画の期間")),
            ("実施した内容", answers["summary"]),
            ("遅れの有無", answers.get("delays", answers.get("obstacles", "なし"))),
        ),
        text="発注書、検収書及び工程表の写しは、事業所に備え付けている。",
    )


def save(
    world: World, company: Company, report: UUID, key: str, version: int, **answers: str
) -> None:
    """The writer's answers over those of a version."""
    dossier = dossier_of(report)
    base = dossier.draft(version)
    assert base is not None
    texts = base.answers | answers
    given = DraftAnswers(version, tuple((code, texts[code]) for code in dossier.codes))
    world.do(save_report_draft, report, given, by=company.writer, key=key)


def release(world: World, company: Company, report: UUID, stem: str, version: int) -> None:
    """The responsible person files a version today."""
    world.do(release_report, report, version, by=company.releaser, key=f"{stem}:file{version}")


def send_back(world: World, report: UUID, stem: str, reason: str, **comments: str) -> None:
    """The officer asks for a repair within two weeks."""
    given = Return(reason, world.today + timedelta(days=14), tuple(comments.items()))
    world.do(return_report, report, given, by="aoki", key=f"{stem}:return")


def accept(world: World, report: UUID, stem: str, filing: int = 1) -> None:
    """The officer accepts a filing."""
    world.do(accept_report, report, filing, by="aoki", key=f"{stem}:accept")
