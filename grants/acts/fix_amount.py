"""額の確定 (適正化法15条): the grant's final sum; an excess already paid is ordered back (18条2項).

Who: section_chief, department_director, executive
State: UNDER_INSPECTION → AMOUNT_FIXED (→ SETTLED); refund → ORDERED on an excess
Ledger: JE12, or JE14 with an excess
Paper: 助成金の額の確定通知書; 助成金返還命令書 when more is paid than is fixed
Deadline: 企業化状況報告, 消費税の報告; 返還の期限 on an excess; 額の確定の目標 met; 文書の保存期間
"""

from datetime import datetime
from uuid import UUID

from fund import ledger
from fund.entries import Fixing, fixing_entry
from fund.money import format_yen
from grants.acts.order_refund import write_order
from grants.acts.propose_fixing import DOCUMENT, fixing_content, problems_fixing
from grants.case import advance_left_yen, books_of
from grants.models import Grant
from grants.plan_measures import watch_ceiling
from grants.refund_terms import Ground
from grants.retention import record_retention
from grants.series import date_reports_afterwards
from grants.settling import settle
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.approvals import approve, pending_draft
from workflow.calendar import jst_day
from workflow.models import ActRecord, Draft, Person, Role
from workflow.problems import Problem, refuse_if


def problems_stale(draft: Draft, grant: Grant) -> list[Problem]:
    """The sum must still be what was put up."""
    if draft.content == fixing_content(grant):
        return []
    return [
        Problem(
            "stale",
            "起案の後に検査又は支払の内容が変わりました。",
            "額の確定を起案し直してください。",
        )
    ]


@act
def fix_amount(
    grant_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Approve the sum read in this version, book it, and order an excess back."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_fixing(grant))
    draft = pending_draft(DOCUMENT, grant.pk)
    refuse_if(problems_stale(draft, grant))
    approve(draft, version)
    today = jst_day(now)
    advanced = advance_left_yen(grant)
    fixing = Fixing(grant.decided_yen or 0, advanced, draft.content["fixed_yen"])
    grant.fixed_on, grant.fixed_yen = today, fixing.fixed
    record = advance(
        grant,
        "to_amount_fixed",
        columns=("fixed_on", "fixed_yen"),
        fixed_yen=fixing.fixed,
        excess_yen=fixing.excess,
    )
    report = grant.completion_reports.latest("version")
    duties.meet(record, grant, "FIXING", today, period_key=str(report.version))
    date_reports_afterwards(record, grant)
    watch_ceiling(record, grant.plan, today)
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER),
        "amount_fixed",
        grant,
        f"額の確定のお知らせ（{grant.number}）",
        f"助成金の額を {format_yen(fixing.fixed)} に確定しました。",
    )
    if fixing.excess:
        write_order(
            record, grant, Ground.ART18_2, fixing.excess, fixing.excess,
            "額の確定により、既に交付した額が確定額を超えたため。",
        )  # fmt: skip
    entry = fixing_entry(books_of(grant), fixing, today, f"額の確定 {grant.number}")
    ledger.post(
        grant.plan.segment,
        entry.resting_on(draft.pk, bytes(draft.content_sha)),
        key=key,
        actor=draft.drafted_by_id,
        approver=actor.pk,
    )
    settle(grant)
    record_retention(grant)
    return record
