"""遅れた報告への措置の見送り (適正化法13条・17条1項): what was to be judged is not taken, and why.

Who: case_officer, deadline_keeper
State: —
Ledger: none
Paper: none
Deadline: 遂行命令, 一時停止命令 or 取消しの要否の判断 met; ended where the report is late no more
"""

from datetime import datetime
from uuid import UUID

from grants.acts.return_application import problems_returning
from grants.late_measures import OF_KIND, waiting_behind
from reports.late import is_answered_now
from workflow import duties
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.models import ActRecord, Obligation, Person
from workflow.problems import Problem, refuse_if


def problems_ending(duty: Obligation, reason: str) -> list[Problem]:
    """A measure that waits is judged, once, with a reason."""
    problems = problems_returning(reason)
    if duty.kind not in OF_KIND or duty.status != Obligation.Status.OPEN:
        problems.append(
            Problem("not_waiting", "判断を待つ措置の案がありません。", "案件を確認してください。")
        )
    return problems


@act
def end_late_measure(
    duty_id: UUID, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Let the measure be, for a reason."""
    duty = lock(Obligation, duty_id)
    refuse_if(problems_ending(duty, reason))
    waiting = waiting_behind(duty)
    record = record_act(waiting.late, reason=reason, measure=waiting.measure.title)
    if waiting.is_needless or is_answered_now(waiting.late):
        duties.cancel_one(record, duty)
    else:
        duties.meet_one(record, duty, jst_day(now))
    return record
