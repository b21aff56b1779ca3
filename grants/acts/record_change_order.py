"""変更指示の通知の受領 (推進法11条2項): METI orders the plan to be changed; payments stand still.

Who: case_officer
State: plan CERTIFIED, CHANGE_PENDING, CHANGED, CHANGE_ORDERED → CHANGE_ORDERED; payments held
Ledger: none
Paper: 受領記録 (with the affected grants)
Deadline: 変更認定の申請 (METI's own date); 取消しの根拠の判断 30 days; 機構法16条の6第3項 30 days
"""

from datetime import date, datetime
from uuid import UUID

from grants.holds import lock_unsent
from grants.models import Plan
from grants.models.hold import HoldGround
from grants.models.plan import PlanNoticeKind
from grants.plan_measures import affected_grants, freeze, measures, note_held, owe_decisions
from grants.plan_notices import (
    MetiNotice,
    problems_receiving,
    problems_without_reason,
    receive,
    tell_companies,
)
from grants.revocation import NO_LONGER_FIT
from workflow import duties
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import due_of, jst_day, parse_due_rule
from workflow.law import opening_days
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

ARTICLE = "推進法11条2項"


def problems_ordering(notice: MetiNotice, answer_by: date) -> list[Problem]:
    """METI's date lies on or after its notice."""
    if answer_by >= notice.notice_on:
        return []
    return [
        Problem("answer_by", "対応の期限が通知日より前です。", "通知書の日付です。", "answer_by")
    ]


@act
def record_change_order(
    plan_id: UUID,
    notice: MetiNotice,
    answer_by: date,
    *,
    actor: Person,
    now: datetime,
    key: str,
) -> ActRecord:
    """Freeze every payment of the plan, list its grants, date what must be decided."""
    held = lock_unsent(plan_id)
    plan, today = lock(Plan, plan_id), jst_day(now)
    refuse_if(
        problems_receiving(notice, plan, today)
        + problems_without_reason(notice)
        + problems_ordering(notice, answer_by)
    )
    received = receive(
        plan, PlanNoticeKind.CHANGE_ORDERED, notice, ARTICLE, answer_by=str(answer_by)
    )
    before, after = freeze(plan, HoldGround.CHANGE_ORDERED, received)
    proposals = affected_grants(plan, NO_LONGER_FIT)
    record = advance(
        plan, "to_change_ordered", reason=notice.reason, notice_number=notice.number,
        **measures(proposals, before, after),
    )  # fmt: skip
    note_held(held, HoldGround.CHANGE_ORDERED)
    due = due_of(parse_due_rule(f"{answer_by} 0d"), answer_by, opening_days())
    for party in plan.parties.all():
        duties.owe(
            record, party, "PLAN_CHANGE_ORDER", "変更指示に対する変更認定の申請", due,
            article=ARTICLE, period_key=str(received.pk),
        )  # fmt: skip
    owe_decisions(record, plan, proposals, today)
    tell_companies(
        plan, "plan_change_ordered", f"変更指示に伴う支払の保留（{plan.number}）",
        "経済産業大臣の変更指示の通知を受領したため、計画に係る支払を保留します。",
    )  # fmt: skip
    return record
