"""廃止の承認の起案 (適正化法7条1項4号): the company asks to give the project up.

Who: case_officer
State: — (RUNNING, SUSPENDED, PARTLY_CANCELLED)
Ledger: none
Paper: none (the draft is put up)
Deadline: none (届出・申請の処理 stands until the approval)
"""

from datetime import date, datetime
from uuid import UUID

from grants.acts.return_application import problems_returning
from grants.coexistence import problems_coexisting
from grants.models import Grant
from grants.submissions import problems_contradicting
from grants.trouble import UNDER_WAY
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import put_up
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

DOCUMENT = "ABOLITION"


def problems_abolishing(grant: Grant, abolished_on: date, today: date) -> list[Problem]:
    """Every reason why the project cannot be given up on that day."""
    problems = []
    if grant.state not in UNDER_WAY or grant.fixed_on is not None:
        problems.append(
            Problem("wrong_state", "事業実施中の案件に限ります。", "案件の状態を確認してください。")
        )
    if grant.decided_on is None or not grant.decided_on <= abolished_on <= today:
        problems.append(
            Problem(
                "abolished_on",
                "廃止日は交付決定日から本日までの日です。",
                "廃止承認申請書を確認してください。",
                "abolished_on",
            )
        )
    return problems


@act
def propose_abolition(
    grant_id: UUID, abolished_on: date, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the abolition up (起案)."""
    grant = lock(Grant, grant_id)
    problems = problems_returning(reason, "廃止の理由")
    problems += problems_abolishing(grant, abolished_on, jst_day(now))
    problems += problems_contradicting(grant, "ABOLITION", abolished_on=abolished_on)
    refuse_if(problems + problems_coexisting(grant, DOCUMENT))
    content = {"abolished_on": abolished_on.isoformat(), "reason": reason}
    draft = put_up(DOCUMENT, grant, content)
    return record_act(grant, reason=reason, version=draft.version)
