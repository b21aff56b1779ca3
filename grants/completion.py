"""Receiving a completion report (実績報告), by whichever act it comes.

`report_completion` is the short form; `release_report` files the long one with its evidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from grants.models import BudgetLine, CompletionReport, Grant
from grants.models.carrying import OrderKind
from grants.series import START_RECORD, WHILE_RUNNING
from workflow import duties, notices
from workflow.advance import advance
from workflow.calendar import jst_day
from workflow.law import article_of, due_on
from workflow.models import ActRecord, Role
from workflow.problems import Problem


@dataclass(frozen=True)
class Completion:
    """The report. costs_yen: actual eligible cost per line, in the order of the cost lines."""

    completed_on: date
    results: str
    costs_yen: tuple[int, ...]


def problems_reporting(
    grant: Grant, lines: Sequence[BudgetLine], given: Completion, today: date
) -> list[Problem]:
    """Every reason why the report cannot be received."""
    problems = []
    if grant.fixed_on is not None:
        problems.append(
            Problem("fixed", "額の確定が済んでいます。", "実績報告を改めることはできません。")
        )
    if grant.decided_on is None or not grant.decided_on <= given.completed_on <= today:
        problems.append(
            Problem(
                "completed_on",
                "完了日は交付決定日から本日までの日です。",
                "完了日を直してください。",
                "completed_on",
            )
        )
    if len(given.costs_yen) != len(lines) or any(yen < 0 for yen in given.costs_yen):
        problems.append(
            Problem(
                "costs",
                "全ての費目の実績額を記入してください。",
                "実績のない費目は0円とします。",
                "costs",
            )
        )
    if not given.results.strip():
        problems.append(
            Problem(
                "results", "実施内容及び成果が記入されていません。", "記入してください。", "results"
            )
        )
    return problems


def receive_completion(grant: Grant, given: Completion, now: datetime) -> ActRecord:
    """Write the report, move the locked case on and date 額の確定. Only inside an act."""
    today, lines = jst_day(now), list(grant.lines.all())
    report = CompletionReport.objects.create(
        grant=grant,
        organisation=grant.organisation,
        version=grant.completion_reports.count() + 1,
        completed_on=given.completed_on,
        results=given.results,
        costs={line.item: yen for line, yen in zip(lines, given.costs_yen, strict=True)},
        received_at=now,
    )
    record = advance(grant, "to_completed_reported", version=report.version)
    duties.meet_all(record, grant, today, "COMPLETION")
    duties.cancel_open(record, grant, *WHILE_RUNNING, START_RECORD)
    duties.meet_all(record, grant, today, f"ORDER_{OrderKind.CORRECTION}")
    duties.owe(
        record,
        grant,
        "FIXING",
        "確定検査及び額の確定",
        due_on("fixing_target", today, grant.rules_on),
        article=article_of("fixing_target", grant.rules_on),
        period_key=str(report.version),
    )
    notices.tell_role(
        Role.INSPECTOR,
        "completion_reported",
        grant,
        f"実績報告の到達（{grant.number}）",
        "確定検査を行ってください。",
    )
    return record
