"""確定検査 (適正化法15条): the costs of the completed project, per cost line.

Who: inspector
State: COMPLETED_REPORTED → UNDER_INSPECTION
Ledger: none
Paper: 検査調書
Deadline: 検査の指摘事項の是正, by the day each finding names
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from grants.inspecting import InspectionResult, inspect, write_remedies
from grants.models import BudgetLine, CompletionReport, Grant
from grants.models.inspection import InspectionKind
from workflow.act import act, lock
from workflow.advance import advance
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_against_report(
    report: CompletionReport | None, lines: Sequence[BudgetLine], given: InspectionResult
) -> list[Problem]:
    """What is said to be claimed is what the company reported (申告額), cost line by cost line."""
    reported = [report.costs[line.item] for line in lines] if report else []
    if [result.claimed_yen for result in given.lines] == reported:
        return []
    return [
        Problem(
            "not_as_reported",
            "申告額が実績報告の額と一致しません。",
            "実績報告の費目別実績額を申告額としてください。",
        )
    ]


@act
def inspect_final(
    grant_id: UUID, given: InspectionResult, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Record the inspection on which 額の確定 rests."""
    grant = lock(Grant, grant_id)
    report = grant.completion_reports.order_by("-version").first()
    refuse_if(problems_against_report(report, list(grant.lines.all()), given))
    inspection = inspect(grant, InspectionKind.FINAL, given)
    record = advance(grant, "to_under_inspection", inspection=inspection.number)
    write_remedies(record, inspection, given)
    return record
