"""Receiving word of a delay or an accident (遅延・事故報告), by whichever act it comes."""

from dataclasses import dataclass
from datetime import date, datetime

from grants.models import Grant, TroubleReport
from workflow import notices
from workflow.advance import record_act
from workflow.calendar import day_text
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Role
from workflow.problems import Problem

# While a case is carried out it meets trouble, and is instructed on it.
UNDER_WAY = frozenset({GrantState.RUNNING, GrantState.SUSPENDED, GrantState.PARTLY_CANCELLED})
INSTRUCTION = "INSTRUCTION"


@dataclass(frozen=True)
class Trouble:
    """What happened, why, what will be done, and when the project should now end."""

    occurred_on: date
    contents: str
    cause: str
    measures: str
    expected_end_on: date


def problems_telling(grant: Grant, given: Trouble, today: date) -> list[Problem]:
    """Every reason why the report cannot be received."""
    problems = [
        Problem("missing", f"{label}が記入されていません。", "記入してください。", name)
        for name, label in (("contents", "内容"), ("cause", "原因"), ("measures", "今後の措置"))
        if not getattr(given, name).strip()
    ]
    if given.occurred_on > today:
        problems.append(
            Problem("occurred_on", "発生日が先の日です。", "日付を直してください。", "occurred_on")
        )
    if grant.state not in UNDER_WAY:
        problems.append(
            Problem("wrong_state", "事業実施中の案件に限ります。", "担当者に相談してください。")
        )
    return problems


def receive_trouble(grant: Grant, given: Trouble, now: datetime) -> ActRecord:
    """Write the report and tell the officers. Only inside an act."""
    TroubleReport.objects.create(
        grant=grant, organisation=grant.organisation, received_at=now, **vars(given)
    )
    late = given.expected_end_on > grant.ends_on
    notices.tell_role(
        Role.CASE_OFFICER,
        "trouble_reported",
        grant,
        f"事故・遅延報告（{grant.number}）",
        f"{given.contents}\n完了見込み: {day_text(given.expected_end_on)}"
        + ("（変更承認が必要です）" if late else ""),
    )
    return record_act(grant, occurred_on=given.occurred_on, expected_end_on=given.expected_end_on)
