"""取消しの根拠の判断 (推進法11条, 適正化法10条・17条): what METI's act means for one grant.

Who: section_chief, department_director, executive
State: — (the cancellation itself has its own act)
Ledger: none
Paper: 判断書
Deadline: 取消しの根拠の判断 met
"""

from datetime import datetime
from uuid import UUID

from grants.models import Grant
from grants.plan_measures import ground_to_decide
from grants.refund_terms import Ground
from workflow import duties
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.models import ActRecord, Obligation, Person
from workflow.problems import Problem, refuse_if

NO_CANCELLATION = "NONE"
CHOICES = (Ground.ART17_1.value, Ground.ART10.value, NO_CANCELLATION)


def problems_deciding_ground(
    open_duty: Obligation | None, ground: str, reason: str
) -> list[Problem]:
    """A decision is open, and is made with a ground and reasons."""
    problems = []
    if open_duty is None:
        problems.append(
            Problem(
                "nothing_open",
                "判断を待つ認定取消し・変更指示がありません。",
                "案件を確認してください。",
            )
        )
    if ground not in CHOICES:
        problems.append(
            Problem(
                "ground",
                "17条1項、10条1項又は取消しなしを選びます。",
                "選び直してください。",
                "ground",
            )
        )
    if not reason.strip():
        problems.append(
            Problem("reason", "判断の理由がありません。", "理由を記入してください。", "reason")
        )
    return problems


@act
def decide_revocation_ground(
    grant_id: UUID, ground: str, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Record whether, and on which ground, the decision is to be cancelled."""
    grant = lock(Grant, grant_id)
    duty = ground_to_decide(grant)
    refuse_if(problems_deciding_ground(duty, ground, reason))
    assert duty is not None
    record = record_act(grant, reason=reason, ground=ground)
    duties.meet_one(record, duty, jst_day(now))
    return record
