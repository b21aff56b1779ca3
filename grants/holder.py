"""Who holds a case now, since when, and what comes next: told to both sides alike."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from grants.case import state_on_its_way
from grants.models import Grant
from workflow.machines.grant import GrantState as G
from workflow.models import ActRecord

COMPANY, OFFICER, DECIDER, INSPECTOR = "事業者", "NEDO 担当者", "NEDO 決裁者", "NEDO 検査員"
# state → who acts next, and what
NEXT: dict[str, tuple[str, str]] = {
    G.DRAFT: (COMPANY, "交付申請"),
    G.SUBMITTED: (OFFICER, "審査の開始"),
    G.RETURNED: (COMPANY, "補正と再度の申請"),
    G.UNDER_REVIEW: (OFFICER, "審査の終了と交付決定の起案"),
    G.APPROVAL: (DECIDER, "交付決定、不交付の決定又は差戻し"),
    G.REJECTED: ("", "手続は終了しました"),
    G.DECIDED: (OFFICER, "着手の記録（取下げは期日まで）"),
    G.WITHDRAWN: ("", "手続は終了しました"),
    G.RUNNING: (COMPANY, "事業の実施、請求、完了後の実績報告"),
    G.SUSPENDED: (COMPANY, "命令の履行"),
    G.ABOLISHED: (COMPANY, "実績報告"),
    G.COMPLETED_REPORTED: (INSPECTOR, "確定検査"),
    G.UNDER_INSPECTION: (OFFICER, "額の確定"),
    G.CORRECTION_ORDERED: (COMPANY, "是正と再度の実績報告"),
    G.AMOUNT_FIXED: (COMPANY, "精算払の請求又は返還"),
    G.SETTLED: (OFFICER, "事後管理の開始"),
    G.MONITORING: (COMPANY, "財産・企業化等の報告"),
    G.CLOSED: ("", "手続は終了しました"),
    G.PARTLY_CANCELLED: (COMPANY, "残る事業の実施、返還"),
    G.CANCELLED: (COMPANY, "返還"),
}


@dataclass(frozen=True)
class Holder:
    """who: in words, "" when nobody. since: None before the first act."""

    who: str
    since: datetime | None
    then: str


def holder_of(grant: Grant) -> Holder:
    """Who holds the case; NEDO's officer by name."""
    who, then = NEXT[state_on_its_way(grant)]
    if who == OFFICER:
        who = f"{OFFICER} {_officer_name(grant)}".strip()
    entered = ActRecord.objects.filter(
        subject_id=grant.pk, target=grant.state, subject_type="grants.grant"
    )
    record = entered.order_by("acted_at").last()
    return Holder(who, record.acted_at if record else None, then)


def _officer_name(grant: Grant) -> str:
    # The outside door cannot read officers' accounts; the name alone is told by the database.
    with connection.cursor() as cursor:
        cursor.execute("SELECT officer_name(%s)", [grant.pk])
        return str(cursor.fetchone()[0] or "")
