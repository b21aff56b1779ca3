"""着手: the work begins, on the company's 着手届 or when the withdrawal date has passed.

Who: case_officer
State: DECIDED, PARTLY_CANCELLED → RUNNING, once
Ledger: none
Paper: none (着手届 is the company's own)
Deadline: 着手の記録 met; 取下げ期日 ends; 届出・申請の処理 met
"""

from datetime import date, datetime
from uuid import UUID

from grants.models import Grant
from grants.series import START_RECORD
from grants.submissions import problems_contradicting, take_up, waiting
from workflow import duties
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import jst_day
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_starting(grant: Grant, started_on: date, today: date) -> list[Problem]:
    """Orders placed before the decision are not eligible, so work cannot have begun before it."""
    problems = []
    if grant.decided_on is None or not grant.decided_on <= started_on <= today:
        problems.append(
            Problem(
                "started_on",
                "着手日は交付決定日から本日までの日です。",
                "着手届を確認してください（交付決定前の着手は対象外です）。",
                "started_on",
            )
        )
    return problems + problems_started(grant)


def problems_started(grant: Grant) -> list[Problem]:
    """Work begins once, also where a part cancellation came before or after it."""
    if not ActRecord.objects.filter(subject_id=grant.pk, target=GrantState.RUNNING).exists():
        return []
    return [Problem("started", "既に着手しています。", "案件の経過を確認してください。")]


def problems_withdrawn(grant: Grant) -> list[Problem]:
    """A withdrawal that arrived in time undoes the decision: it is answered first (9条)."""
    if waiting(grant, "WITHDRAWAL") is None:
        return []
    return [
        Problem(
            "withdrawal_waits",
            "取下げ書が到達しています（適正化法9条）。",
            "取下げを受理するか、理由を示して返付してください。",
        )
    ]


@act
def start_grant(
    grant_id: UUID, started_on: date, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Let the case run: costs are inspected and paid from now on."""
    grant = lock(Grant, grant_id)
    refuse_if(
        problems_starting(grant, started_on, jst_day(now))
        + problems_contradicting(grant, "START", started_on=started_on)
        + problems_withdrawn(grant)
    )
    record = advance(grant, "to_running", started_on=started_on)
    take_up(record, grant, "START")
    duties.meet(record, grant, "WITHDRAWAL", jst_day(now))
    duties.meet(record, grant, START_RECORD, jst_day(now))
    return record
