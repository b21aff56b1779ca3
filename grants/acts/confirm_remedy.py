"""指摘事項の是正の確認: what an inspection found was put right.

Who: inspector, case_officer
State: —
Ledger: none
Paper: none
Deadline: 検査の指摘事項の是正 met
"""

from datetime import date, datetime
from uuid import UUID

from grants.inspecting import FINDING
from grants.models import Finding
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_confirming(
    finding: Finding, remedied_on: date, evidence: str, today: date
) -> list[Problem]:
    """Every reason why the remedy cannot be confirmed."""
    problems = []
    if FINDING not in duties.open_kinds(finding):
        problems.append(
            Problem("no_duty", "是正を待つ指摘ではありません。", "案件の義務を確認してください。")
        )
    if not finding.inspection.inspected_on <= remedied_on <= today:
        problems.append(
            Problem(
                "remedied_on",
                "是正した日は検査日から本日までの日です。",
                "日付を直してください。",
                "remedied_on",
            )
        )
    if not evidence.strip():
        problems.append(
            Problem("evidence", "確認した書類がありません。", "記入してください。", "evidence")
        )
    return problems


@act
def confirm_remedy(
    finding_id: UUID, remedied_on: date, evidence: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Note how and when the finding was put right."""
    finding = lock(Finding, finding_id)
    refuse_if(problems_confirming(finding, remedied_on, evidence, jst_day(now)))
    record = record_act(finding, evidence=evidence, remedied_on=remedied_on)
    duties.meet_all(record, finding, remedied_on, FINDING)
    notices.tell(
        notices.people_of(finding.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_WRITER),
        "remedy_confirmed",
        finding.grant,
        f"指摘事項の是正の確認（{finding.grant.number}）",
        f"{finding.text} について、{day_text(remedied_on)} の是正を確認しました。",
    )
    return record
