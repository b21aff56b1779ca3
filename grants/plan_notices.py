"""What every notice of METI about a plan has in common: its number, its day, its row."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from grants.models import Plan, PlanNotice
from grants.policies import companies_of
from workflow import notices
from workflow.act import running_act
from workflow.models import Role
from workflow.problems import Problem


@dataclass(frozen=True)
class MetiNotice:
    """A notice as METI sent it. reason: METI's reasons, where it gives any."""

    number: str
    notice_on: date
    reason: str = ""


def problems_receiving(given: MetiNotice, plan: Plan, today: date) -> list[Problem]:
    """Why the notice cannot be recorded for this plan; no notice is recorded twice."""
    problems = []
    if not given.number.strip():
        problems.append(
            Problem("number", "通知文書番号がありません。", "通知書の番号です。", "number")
        )
    if not plan.certified_on <= given.notice_on <= today:
        problems.append(
            Problem(
                "dates",
                "通知日は認定日から本日までの日です。",
                "通知書の日付を確認してください。",
                "notice_on",
            )
        )
    if is_known(given.number):
        problems.append(
            Problem(
                "notice_known",
                "この通知は既に受領済みです。",
                "通知文書番号を確認してください。",
                "number",
            )
        )
    return problems


def problems_without_reason(given: MetiNotice) -> list[Problem]:
    """A disposition of METI carries its reasons."""
    if given.reason.strip():
        return []
    return [
        Problem("reason", "通知の理由がありません。", "通知書の理由を写してください。", "reason")
    ]


def is_known(number: str) -> bool:
    """Whether a notice of this number was received before."""
    later = PlanNotice.objects.filter(number=number)
    return later.exists() or Plan.objects.filter(notice_number=number).exists()


def receive(plan: Plan, kind: str, given: MetiNotice, article: str, **content: Any) -> PlanNotice:
    """Write the notice as it was received."""
    return PlanNotice.objects.create(
        plan=plan,
        kind=kind,
        number=given.number,
        notice_on=given.notice_on,
        article=article,
        reason=given.reason,
        content=content,
        received_at=running_act().now,
    )


def tell_companies(plan: Plan, kind: str, title: str, body: str) -> None:
    """Tell every company certified under the plan."""
    for party in companies_of(plan).select_related("organisation"):
        notices.tell(
            notices.people_of(party.organisation, Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER),
            kind,
            party,
            title,
            body,
        )
