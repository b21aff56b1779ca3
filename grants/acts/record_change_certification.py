"""変更認定の通知の受領 (推進法10条3項・9条6項): METI certified a change of the plan.

Who: case_officer
State: plan CERTIFIED, CHANGE_PENDING, CHANGED, CHANGE_ORDERED → CHANGED
Ledger: none
Paper: 受領記録
Deadline: duties to the new end, of who joins too; 変更指示への対応 met; 変更の要否 (30 days)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from grants.case import granted_under_yen
from grants.models import Plan, PlanParty
from grants.models.plan import PlanNoticeKind
from grants.plan_contents import kept, problems_with_contents
from grants.plan_measures import watch_ceiling
from grants.plan_notices import MetiNotice, problems_receiving, receive, tell_companies
from grants.policies import date_policy_duties
from grants.series import date_plan_reports
from workflow import duties
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import jst_day
from workflow.models import ActRecord, Organisation, Person
from workflow.problems import Problem, refuse_if


@dataclass(frozen=True)
class PlanChange:
    """The plan as it stands after the change. The policy's text stays the plan's own (附則3).

    contents: as at the certification; an item that is not said stays as it was.
    """

    item: str
    title: str
    ceiling_yen: int
    ends_on: date | None = None
    contents: tuple[tuple[str, str], ...] = ()


def problems_changing(plan: Plan, given: PlanChange) -> list[Problem]:
    """Why this cannot be the plan after the change."""
    problems = []
    if given.ceiling_yen <= 0:
        problems.append(
            Problem(
                "ceiling", "最大助成額は正の額です。", "通知書を確認してください。", "ceiling_yen"
            )
        )
    if not given.title.strip() or not given.item.strip():
        problems.append(
            Problem("title", "計画の名称又は品目がありません。", "記入してください。", "title")
        )
    if given.ends_on is not None and given.ends_on <= plan.certified_on:
        problems.append(
            Problem("period", "取組の終了日が認定日以前です。", "確認してください。", "ends_on")
        )
    return problems + problems_with_contents(given.contents, plan.certified_on)


@act
def record_change_certification(
    plan_id: UUID,
    notice: MetiNotice,
    given: PlanChange,
    joining: Sequence[Organisation] = (),
    *,
    actor: Person,
    now: datetime,
    key: str,
) -> ActRecord:
    """Mirror the changed plan, old and new in the notice. A hold is released by its own act."""
    plan, today = lock(Plan, plan_id), jst_day(now)
    refuse_if(problems_receiving(notice, plan, today) + problems_changing(plan, given))
    changed = _apply(plan, given)
    for organisation in joining:
        PlanParty.objects.get_or_create(
            plan=plan, organisation=organisation, defaults={"joined_on": today}
        )
    receive(
        plan, PlanNoticeKind.CHANGED, notice, "推進法10条3項",
        changed=changed, joined=[str(organisation) for organisation in joining],
    )  # fmt: skip
    record = advance(
        plan, "to_changed", columns=tuple(vars(given)), reason=notice.reason,
        notice_number=notice.number, changed=changed, decided_yen=granted_under_yen(plan),
    )  # fmt: skip
    for party in plan.parties.all():
        duties.meet_all(record, party, today, "PLAN_CHANGE_ORDER")
    date_plan_reports(record, plan, today)
    date_policy_duties(record, plan)
    watch_ceiling(record, plan, today)
    tell_companies(
        plan, "plan_changed", f"変更認定の通知を受領しました（{plan.number}）",
        "交付決定の内容に関わる変更は、交付の計画変更の承認も受けてください。",
    )  # fmt: skip
    return record


def _apply(plan: Plan, given: PlanChange) -> dict[str, Any]:
    """Set the new values; returns {column: [old, new]} of those that differ."""
    changed = {}
    for name, new in (vars(given) | {"contents": plan.contents | kept(given.contents)}).items():
        old = getattr(plan, name)
        if old != new:
            changed[name] = [_plain(old), _plain(new)]
            setattr(plan, name, new)
    return changed


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
