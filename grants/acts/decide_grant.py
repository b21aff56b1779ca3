"""交付決定 (適正化法6条1項, 8条): the decision is approved and binds the fund's budget.

Who: section_chief, department_director, executive
State: APPROVAL → DECIDED
Ledger: JE09 (B200 → B300; refused by the database when B200 is short)
Paper: 助成金交付決定通知書
Deadline: 取下げ期日 (9条1項); 実績報告, 遂行状況報告, 年度末実績報告; 着手の記録; 標準処理期間 met
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from fund import ledger
from fund.entries import decision_entry
from fund.money import format_yen
from grants.acts.examine_application import DOCUMENT
from grants.affordability import problems_affording
from grants.case import BUDGET_GROUPS, books_of, granted_under_yen
from grants.models import BudgetLine, Grant, GrantCondition, Plan
from grants.series import START_RECORD, date_reports_of_the_work
from grants.within_plan import problems_with_period
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.approvals import approve, pending_draft
from workflow.calendar import Due, day_text, fiscal_year, jst_day
from workflow.law import article_of, due_on, next_number
from workflow.machines.plan import PlanState
from workflow.models import ActRecord, Draft, Person, Role
from workflow.problems import Problem, refuse_if


def problems_deciding(plan: Plan, decided_yen: int, given_yen: int) -> list[Problem]:
    """Why the case may not be decided, besides authority, four eyes, version and affordability.

    given_yen: what stands of the other decisions under the plan.
    """
    problems = []
    if plan.state not in {PlanState.CERTIFIED, PlanState.CHANGED}:
        problems.append(
            Problem(
                "plan_not_valid",
                f"認定供給確保計画が「{plan.get_state_display()}」のため、交付決定できません。",
                "計画の状態が定まるのを待ってください。",
            )
        )
    short = decided_yen + given_yen - plan.ceiling_yen
    if short > 0:
        problems.append(
            Problem(
                "above_ceiling",
                f"計画の最大助成額を {format_yen(short)} 超えます。",
                "差し戻して交付決定額を減らしてください。",
                short_yen=short,
            )
        )
    return problems


@act
def decide_grant(
    grant_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Approve the draft read in this version, bind the budget, tell the company."""
    grant = lock(Grant, grant_id)
    # Two decisions under one plan queue here: its ceiling is one for both.
    plan = lock(Plan, grant.plan_id)
    draft = pending_draft(DOCUMENT, grant.pk)
    given_yen = granted_under_yen(plan, besides=grant)
    refuse_if(
        problems_deciding(plan, draft.content["decided_yen"], given_yen)
        + problems_with_period(plan, grant.ends_on)
        + problems_affording(grant, draft.content["decided_yen"], jst_day(now))
    )
    approve(draft, version)
    until = _write_decision(grant, draft.content, now)
    record = advance(
        grant,
        "to_decided",
        columns=("decision_number", "decided_on", "decided_yen", "budget_year", "withdrawal_until"),
        decided_yen=grant.decided_yen,
        version=version,
    )
    duties.meet(record, grant, "PROCESSING", jst_day(now))
    duties.owe(
        record, grant, "WITHDRAWAL", "申請の取下げができる期限", until,
        article=article_of("withdrawal_due", grant.rules_on),
    )  # fmt: skip
    date_reports_of_the_work(record, grant)
    _owe_start(record, grant)
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER),
        "grant_decided",
        grant,
        f"交付決定のお知らせ（{grant.number}）",
        f"助成金の交付を決定しました。交付決定額 {format_yen(grant.decided_yen or 0)}。"
        f"不服のある場合の取下げは {day_text(until.due_on)} までです。",
    )
    _bind_budget(grant, draft, actor, key)
    return record


def _owe_start(record: ActRecord, grant: Grant) -> None:
    """NEDO records when the work began; until then nothing is inspected or paid."""
    rule = "start_record_due"
    assert grant.decided_on is not None
    due = due_on(rule, max(grant.starts_on, grant.decided_on), grant.rules_on)
    article = article_of(rule, grant.rules_on)
    duties.owe(record, grant, START_RECORD, "着手の記録", due, article=article)


def _write_decision(grant: Grant, content: dict[str, Any], now: datetime) -> Due:
    today = jst_day(now)
    until = due_on("withdrawal_due", today, grant.rules_on)
    year = fiscal_year(today)
    grant.decision_number = f"交付決定第{year}-{next_number(f'decision-{year}')}号"
    grant.decided_on, grant.withdrawal_until = today, until.due_on
    grant.decided_yen, grant.budget_year = content["decided_yen"], content["budget_year"]
    for line, (_, cost, _, yen) in zip(grant.lines.all(), content["lines"], strict=True):
        BudgetLine.objects.filter(pk=line.pk).update(decided_eligible_yen=cost, decided_yen=yen)
    GrantCondition.objects.bulk_create(
        GrantCondition(
            grant=grant, organisation=grant.organisation, position=n, text=text, article=article
        )
        for n, (text, article) in enumerate(content["conditions"], start=1)
    )
    return until


def _bind_budget(grant: Grant, draft: Draft, actor: Person, key: str) -> None:
    segment = grant.plan.segment
    ledger.open_grant_accounts(
        segment, BUDGET_GROUPS, grant.number, grant.number, grant.pk, grant.organisation_id
    )
    assert grant.decided_on is not None
    assert grant.decided_yen is not None
    entry = decision_entry(
        books_of(grant), grant.decided_yen, grant.decided_on, f"交付決定 {grant.number}"
    ).resting_on(draft.pk, bytes(draft.content_sha))
    ledger.post(segment, entry, key=key, actor=draft.drafted_by_id, approver=actor.pk)
