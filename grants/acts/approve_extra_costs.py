"""特別に必要となった経費の交付決定 (適正化法10条3項, 施行令6条): granted at the line's rate.

Who: department_director, executive
State: — (PARTLY_CANCELLED)
Ledger: JE10 (B200 → B300; refused when short)
Paper: 特別経費の交付決定通知書
Deadline: none
"""

from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from fund import ledger
from fund.entries import change_entry
from fund.money import format_yen
from grants.acts.propose_extra_costs import (
    DOCUMENT,
    problems_bearing,
    problems_of_occasion,
)
from grants.case import books_of
from grants.models import BudgetLine, ExtraCostGrant, Grant, Plan
from workflow import notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import approve, pending_draft
from workflow.calendar import jst_day
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_granting(grant: Grant, content: dict[str, Any]) -> list[Problem]:
    """The case must still stand as it was when the costs were put up."""
    problems = problems_of_occasion(grant) + problems_bearing(grant, content)
    if grant.state != GrantState.PARTLY_CANCELLED:
        problems.append(
            Problem(
                "wrong_state", f"現在の状態は「{grant.get_state_display()}」です。",
                "案件の状態を確認してください。",
            )
        )  # fmt: skip
    return problems


@act
def approve_extra_costs(
    grant_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Grant what was read in this version: cost lines of their own, inspected and paid as any."""
    grant = lock(Grant, grant_id)
    lock(Plan, grant.plan_id)
    draft = pending_draft(DOCUMENT, grant.pk)
    content, today = dict(draft.content), jst_day(now)
    refuse_if(problems_granting(grant, content))
    approve(draft, version)
    before = grant.decided_yen or 0
    grant.decided_yen = before + content["granted_yen"]
    grant.save(update_fields=["decided_yen"])
    _write_lines(grant, content)
    extra = ExtraCostGrant.objects.create(
        grant=grant, organisation=grant.organisation, granted_on=today, drafted_by=draft.drafted_by,
        approved_by=actor, **content,
    )  # fmt: skip
    record = record_act(
        grant, reason=content["reason"], before_yen=before, after_yen=grant.decided_yen,
        extra=str(extra.pk),
    )  # fmt: skip
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_RELEASER, Role.RECIPIENT_WRITER),
        "extra_costs_granted",
        grant,
        f"特別に必要となった経費の交付決定（{grant.number}）",
        f"取消しにより特別に必要となった経費に {format_yen(content['granted_yen'])} を交付します"
        f"（適正化法10条3項）。交付決定額 {format_yen(grant.decided_yen)}。",
    )
    entry = change_entry(
        books_of(grant), content["granted_yen"], today, f"特別経費 {grant.number}"
    ).resting_on(draft.pk, bytes(draft.content_sha))
    ledger.post(grant.plan.segment, entry, key=key, actor=draft.drafted_by_id, approver=actor.pk)
    return record


def _write_lines(grant: Grant, content: dict[str, Any]) -> None:
    """A line for each cost, or more in the line it has already."""
    for item, cost_yen, rate, part_yen in content["lines"]:
        last, share = grant.lines.last(), Fraction(rate)
        assert last is not None, "a decided grant has lines"
        line = grant.lines.filter(item=item).first() or BudgetLine(
            grant=grant, organisation=grant.organisation, position=last.position + 1, item=item,
            eligible_yen=0, rate_numerator=share.numerator, rate_denominator=share.denominator,
        )  # fmt: skip
        line.eligible_yen += cost_yen
        line.decided_eligible_yen = (line.decided_eligible_yen or 0) + cost_yen
        line.decided_yen = (line.decided_yen or 0) + part_yen
        line.save()
