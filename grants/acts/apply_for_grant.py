"""交付申請 (適正化法5条, 施行令3条): arrives when the server records it (26条の3).

Who: recipient_releaser
State: DRAFT, RETURNED → SUBMITTED
Ledger: none
Paper: 交付申請受理通知書 (with the server's time of arrival)
Deadline: 標準処理期間 (6条2項); after a repair the days it had left
"""

from datetime import datetime
from uuid import UUID

from fund.money import format_yen
from grants.applications import version_to_file
from grants.case import asked_yen
from grants.clock import processing_due
from grants.models import Grant
from grants.within_plan import problems_with_period
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import jst_day
from workflow.incoming import problems_sending, uploads_of
from workflow.law import article_of
from workflow.machines.plan import PlanState
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_applying(grant: Grant, asked_before_yen: int) -> list[Problem]:
    """Every reason why the application cannot be filed. asked_before: others under the plan.

    A company sees its own cases only: for the whole plan the ceiling is asked at the decision.
    """
    problems = []
    if grant.plan.state in {PlanState.REVOKED, PlanState.ENDED}:
        problems.append(
            Problem(
                "plan_not_valid",
                f"認定供給確保計画が「{grant.plan.get_state_display()}」です。",
                "経済産業省に確認してください。",
            )
        )
    left = grant.plan.ceiling_yen - asked_before_yen
    if grant.requested_yen > left:
        problems.append(
            Problem(
                "above_ceiling",
                f"認定された最大助成額の残り {format_yen(left)} を超えています。",
                "申請額を減らしてください。",
                "requested_yen",
                grant.requested_yen - left,
            )
        )
    return problems + problems_with_period(grant.plan, grant.ends_on)


@act
def apply_for_grant(grant_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """File the application with its files: the recorded moment is its arrival."""
    grant = lock(Grant, grant_id)
    refuse_if(
        problems_applying(grant, asked_yen(grant.plan, besides=grant))
        + problems_sending(uploads_of(grant.pk))
    )
    today = jst_day(now)
    # A repaired application is still the one that came in under the rules of its first day.
    grant.rules_on = grant.rules_on if grant.received_at else today
    grant.received_at = now
    filed = version_to_file(grant)
    grant.filed_version = filed.version
    record = advance(
        grant,
        "to_submitted",
        columns=("received_at", "rules_on", "filed_version"),
        requested_yen=grant.requested_yen,
        version=filed.version,
        files=filed.content["files"],
    )
    duties.owe(
        record,
        grant,
        "PROCESSING",
        "交付申請の審査（標準処理期間）",
        processing_due(grant, today),
        article=article_of("standard_processing", today),
    )
    notices.tell_role(
        Role.CASE_OFFICER,
        "application_arrived",
        grant,
        f"交付申請の到達（{grant.number}）",
        f"交付申請が到達しました。申請額 {format_yen(grant.requested_yen)}。",
    )
    return record
