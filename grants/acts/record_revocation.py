"""認定取消しの通知の受領 (推進法11条3項): every payment of the plan freezes in one transaction.

Who: case_officer
State: plan CERTIFIED, CHANGE_PENDING, CHANGED, CHANGE_ORDERED → REVOKED; payments held
Ledger: none
Paper: 受領記録 (with the affected grants, their payment dates and proposed next steps)
Deadline: 取消しの根拠の判断 30 days each; 国庫納付命令の確認 30 days; reports, 変更指示への対応 end
"""

from datetime import datetime
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
from grants.revocation import NO_LONGER_FIT, NOT_CARRIED_OUT
from grants.series import end_plan_reports
from workflow import notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import fiscal_year, fiscal_year_end, jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_with_basis(basis: str) -> list[Problem]:
    """A certification is revoked under 11条1項 or 2項."""
    if basis in {NOT_CARRIED_OUT, NO_LONGER_FIT}:
        return []
    return [
        Problem(
            "basis", "取消しの根拠は11条1項又は2項です。", "通知書を確認してください。", "basis"
        )
    ]


@act
def record_revocation(
    plan_id: UUID, notice: MetiNotice, basis: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Freeze, list the affected grants with a proposed ground, and date the decisions.

    Nothing is cancelled here: the ground of each cancellation is decided by a person.
    """
    held = lock_unsent(plan_id)
    plan, today = lock(Plan, plan_id), jst_day(now)
    refuse_if(
        problems_receiving(notice, plan, today)
        + problems_without_reason(notice)
        + problems_with_basis(basis)
    )
    received = receive(plan, PlanNoticeKind.REVOKED, notice, f"推進法{basis}")
    before, after = freeze(plan, HoldGround.REVOKED, received)
    proposals = affected_grants(plan, basis)
    record = advance(
        plan, "to_revoked", reason=notice.reason, notice_number=notice.number, basis=basis,
        **measures(proposals, before, after),
    )  # fmt: skip
    note_held(held, HoldGround.REVOKED)
    owe_decisions(record, plan, proposals, today)
    # Without a certified plan nothing is reported of a year that had not ended.
    end_plan_reports(record, plan, fiscal_year_end(fiscal_year(today) - 1))
    notices.tell_role(
        Role.SECTION_CHIEF, "plan_revoked", plan, f"認定取消し（{plan.number}）",
        f"影響を受ける交付 {len(proposals)} 件の取消しの根拠を判断してください。",
    )  # fmt: skip
    tell_companies(
        plan, "plan_revoked", f"認定取消しに伴う支払の保留（{plan.number}）",
        "認定取消しの通知を受領したため、計画に係る支払を保留します。",
    )  # fmt: skip
    return record
