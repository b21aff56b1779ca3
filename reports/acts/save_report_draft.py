"""報告書の下書きの保存 (適正化法12条・14条, 推進法12条): what was typed is kept.

Who: recipient_writer, recipient_releaser
State: — (report OPEN, OVERDUE, RETURNED; version n+1, or set aside where two changed one answer)
Ledger: none
Paper: none
Deadline: none
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from reports.dossier import Dossier
from reports.merging import Merged, merge
from reports.models import Report, ReportDraft
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.machines.report import WRITABLE
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

LONGEST = 20_000


@dataclass(frozen=True)
class DraftAnswers:
    """Every answer as typed, and the version that was on the screen.

    settles: the draft set aside whose text the person has now taken in.
    """

    version: int
    answers: tuple[tuple[str, str], ...]
    settles: UUID | None = None


def problems_saving(report: Report, given: DraftAnswers, codes: Sequence[str]) -> list[Problem]:
    """A draft may be unfinished, but it must be a draft of this report."""
    problems = problems_writing(report)
    if not 0 < given.version <= report.version:
        problems.append(
            Problem("version", "元の版が分かりません。", "報告書を開き直してください。")
        )
    if not {code for code, _ in given.answers} <= set(codes):
        problems.append(
            Problem("unknown", "様式にない項目があります。", "報告書を開き直してください。")
        )
    problems += [
        Problem(
            "too_long", f"記入が{LONGEST:,}文字を超えています。", "添付資料にしてください。", code
        )
        for code, text in given.answers
        if len(text) > LONGEST
    ]
    problems += [
        Problem("control", "使えない文字（制御文字）があります。", "文字を消してください。", code)
        for code, text in given.answers
        if any(ord(c) < 32 and c not in "\n\t" for c in text)
    ]
    return problems


def problems_writing(report: Report) -> list[Problem]:
    """A report is written in until it is filed, or its case goes on with another company."""
    if report.is_handed_over:
        return [
            Problem(
                "handed_over", "この案件は、ほかの事業者に承継されました。",
                "報告は、承継した事業者が行います。",
            )
        ]  # fmt: skip
    if report.state in WRITABLE:
        return []
    return [
        Problem(
            "filed", f"この報告書は「{report.get_state_display()}」です。",
            "直す必要があるときは、担当者に補正の依頼を求めてください。",
        )
    ]  # fmt: skip


@act
def save_report_draft(
    report_id: UUID, given: DraftAnswers, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Save a version; set the text aside where somebody changed the same answers meanwhile."""
    report = lock(Report, report_id)
    dossier = Dossier(report)
    refuse_if(problems_saving(report, given, dossier.codes))
    joined = _joined(dossier, given, actor)
    if not joined.conflicts and joined.answers == dossier.answers and given.settles is None:
        return record_act(report, version=report.version)
    settled = _settled(report, given, actor, is_set_aside=bool(joined.conflicts))
    if not joined.conflicts:
        report.version += 1
        report.save(update_fields=["version"])
    ReportDraft.objects.create(
        report=report,
        organisation_id=report.organisation_id,
        number=None if joined.conflicts else report.version,
        base=given.version,
        answers=dict(given.answers) if joined.conflicts else joined.answers,
        settles=settled,
        saved_by=actor,
        saved_at=now,
    )
    return record_act(
        report, version=report.version, conflicts=list(joined.conflicts), taken=list(joined.taken)
    )


def _joined(dossier: Dossier, given: DraftAnswers, actor: Person) -> Merged:
    mine: Mapping[str, str] = dict.fromkeys(dossier.codes, "") | dict(given.answers)
    base = dossier.draft(given.version)
    own = _written_last_by(actor, dossier, given.version)
    return merge(base.answers if base else {}, dossier.answers, mine, own)


def _written_last_by(actor: Person, dossier: Dossier, version: int) -> set[str]:
    """The answers whose last change since a version was this person's own."""
    drafts = dossier.report.drafts.filter(number__gte=version).order_by("number")
    last: dict[str, UUID] = {}
    for earlier, later in pairwise(drafts):
        for code, text in later.answers.items():
            if earlier.answers.get(code, "") != text:
                last[code] = later.saved_by_id
    return {code for code, who in last.items() if who == actor.pk}


def _settled(
    report: Report, given: DraftAnswers, actor: Person, *, is_set_aside: bool
) -> ReportDraft | None:
    """What this text takes in: the draft named, or the same person's earlier one set aside."""
    waiting = report.drafts.filter(number__isnull=True, settled_by__isnull=True)
    if given.settles is not None:
        return waiting.filter(pk=given.settles).first()
    own = waiting.filter(saved_by=actor, base=given.version).order_by("-saved_at")
    return own.first() if is_set_aside else None
