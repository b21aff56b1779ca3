"""報告書の補正の依頼 (適正化法12条・14条): a report goes back with comments on what to mend.

Who: case_officer
State: report SUBMITTED → RETURNED
Ledger: none
Paper: 報告書補正依頼書
Deadline: 補正の期限
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from reports.dossier import Dossier
from reports.models import Report, ReportReturn
from reports.report_kinds import COMPLETION, REPAIR
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import Due, day_text, jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


@dataclass(frozen=True)
class Return:
    """Why, until when, and comments on single questions (code, text)."""

    reason: str
    repair_until: date
    comments: tuple[tuple[str, str], ...]


def problems_returning(report: Report, given: Return, today: date) -> list[Problem]:
    """A return says why, and leaves time."""
    problems = []
    if not given.reason.strip():
        problems.append(
            Problem("reason", "補正を求める理由がありません。", "記入してください。", "reason")
        )
    if given.repair_until < today:
        problems.append(
            Problem(
                "repair_until", "補正の期限が過ぎた日です。", "本日以後の日にしてください。",
                "repair_until",
            )
        )  # fmt: skip
    if report.is_handed_over:
        problems.append(
            Problem(
                "handed_over", "提出した事業者は、この案件を承継により手放しています。",
                "受理するか、承継した事業者に照会し、同じ報告を提出させてください。",
            )
        )  # fmt: skip
    if report.kind == COMPLETION:
        problems.append(
            Problem(
                "completion", "実績報告は到達により検査に進んでいます。",
                "是正が必要なときは、是正命令（16条1項）によってください。",
            )
        )  # fmt: skip
    return problems


@act
def return_report(
    report_id: UUID, given: Return, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Send the report back; the company may write in it again."""
    report = lock(Report, report_id)
    dossier, today = Dossier(report), jst_day(now)
    refuse_if(problems_returning(report, given, today))
    asked = set(dossier.codes)
    comments = {code: text for code, text in given.comments if code in asked and text.strip()}
    report.repair_until = given.repair_until
    record = advance(
        report, "to_returned", reason=given.reason, columns=("repair_until",),
        repair_until=given.repair_until, comments=comments,
    )  # fmt: skip
    filing = dossier.filings[-1]
    ReportReturn.objects.create(
        filing=filing,
        organisation_id=report.organisation_id,
        reason=given.reason,
        comments=comments,
        repair_until=given.repair_until,
        returned_by=actor,
        returned_at=now,
    )
    duties.owe(
        record, report, REPAIR, f"補正（{report.title}）",
        Due(due_on=given.repair_until, base_on=today, rule="担当者が定めた日", shift=""),
        article=report.form.article, period_key=str(filing.number),
    )  # fmt: skip
    notices.tell(
        notices.people_of(report.organisation, Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER),
        "report_returned", report, f"報告書の補正のお願い（{report.title}）",
        f"{given.reason}\n補正の期限: {day_text(given.repair_until)}"
        f"（項目ごとの指摘 {len(comments)}件）",
    )  # fmt: skip
    return record
