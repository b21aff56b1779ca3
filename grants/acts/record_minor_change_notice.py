"""軽微な変更の届出の受領 (推進法10条2項): noted; the plan's state does not move.

Who: case_officer
State: — (plan CERTIFIED, CHANGE_PENDING, CHANGED, CHANGE_ORDERED)
Ledger: none
Paper: 受領記録
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.models import Plan
from grants.models.plan import PlanNoticeKind
from grants.plan_notices import MetiNotice, problems_receiving, receive
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.machines.plan import VALID
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_noting(plan: Plan, contents: str) -> list[Problem]:
    """A notification is about a valid plan and says something."""
    problems = []
    if plan.state not in VALID:
        problems.append(
            Problem(
                "wrong_state",
                f"計画は「{plan.get_state_display()}」です。",
                "計画を選び直してください。",
            )
        )
    if not contents.strip():
        problems.append(
            Problem("contents", "変更の内容がありません。", "届出を写してください。", "contents")
        )
    return problems


@act
def record_minor_change_notice(
    plan_id: UUID, notice: MetiNotice, contents: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Keep the notification with the plan."""
    plan = lock(Plan, plan_id)
    refuse_if(problems_receiving(notice, plan, jst_day(now)) + problems_noting(plan, contents))
    receive(plan, PlanNoticeKind.MINOR_CHANGE, notice, "推進法10条2項", contents=contents)
    return record_act(plan, reason=contents, notice_number=notice.number)
