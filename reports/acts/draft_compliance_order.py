"""遂行命令の案の作成 (適正化法13条1項): thirty days late, an order is drafted for people to judge.

Who: section_chief, deadline_keeper
State: — (the case goes on; nothing is ordered)
Ledger: none
Paper: none (the draft waits in the officers' inbox)
Deadline: 遂行命令の要否の判断
"""

from datetime import date, datetime
from uuid import UUID

from grants.compliance_drafts import KIND, is_drafted, problems_in_state
from grants.models import Grant
from reports.late import DRAFT, is_answered_now, reached_on
from workflow import duties
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import day_text, jst_day
from workflow.law import article_of, due_on
from workflow.models import ActRecord, Obligation, Person
from workflow.problems import Problem, refuse_if

RULE = "compliance_draft_due"


def problems_drafting(late: Obligation, grant: Grant | None, today: date) -> list[Problem]:
    """The report of a case that goes on must be that late, and no order drafted for it yet."""
    problems = []
    begins = reached_on(late, DRAFT, today)
    if begins is None or today < begins or is_answered_now(late):
        problems.append(
            Problem(
                "not_late", "遂行命令を検討するほど遅れた報告ではありません。",
                f"検討するのは {day_text(begins)} からです。"
                if begins
                else "期限を確認してください。",
            )
        )  # fmt: skip
    if is_drafted(late):
        problems.append(
            Problem("drafted", "遂行命令の案は作成済みです。", "「自分の番」を確認してください。")
        )
    if grant is None:
        problems.append(
            Problem("no_case", "交付の案件の報告ではありません。", "13条の対象を確認してください。")
        )
        return problems
    return problems + problems_in_state(grant)


@act
def draft_compliance_order(late_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Draft the order with its reasons (21条の2), and have an officer judge it."""
    grant, today = grant_of(Obligation.objects.get(pk=late_id)), jst_day(now)
    late = lock(Obligation, late_id)
    refuse_if(problems_drafting(late, grant, today))
    assert grant is not None
    reason = (
        f"{late.title}（{late.article}、期限 {day_text(late.due_on)}）が、期限から"
        f"{late.days_late(today)}日を経過しても提出されず、助成事業が交付決定の内容及びこれに"
        "付した条件に従って遂行されていることを確認できないため。"
    )
    demand = (
        f"{late.title}を履行の期限までに提出し、助成事業を交付決定の内容及びこれに付した条件に"
        "従って遂行すること。"
    )
    record = record_act(late, reason=reason, demand=demand, grant=grant.number, due_on=late.due_on)
    duties.owe(
        record, grant, KIND, f"遂行命令の要否の判断（{late.title}）",
        due_on(RULE, today, grant.rules_on), article=article_of(RULE, grant.rules_on),
        period_key=str(late.pk),
    )  # fmt: skip
    return record


def grant_of(late: Obligation) -> Grant | None:
    """The case whose report it is, locked; None for a report about a plan."""
    if late.subject_type != Grant._meta.label_lower:
        return None
    return lock(Grant, late.subject_id)
