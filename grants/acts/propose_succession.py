"""承継の承認の起案 (交付規程, 推進法10条1項): another company takes the case over.

Who: case_officer
State: — (DECIDED … CANCELLED)
Ledger: none
Paper: none (the draft is put up)
Deadline: none (届出・申請の処理 stands until the approval)
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from grants.case import in_flight_yen
from grants.coexistence import problems_coexisting
from grants.models import Grant
from grants.models.succession import SuccessionCause
from grants.submissions import problems_contradicting
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import put_up
from workflow.calendar import jst_day
from workflow.machines.grant import CANCELLABLE, GrantState
from workflow.models import ActRecord, Organisation, Person
from workflow.problems import Problem, refuse_if

DOCUMENT = "SUCCESSION"
MOVABLE = frozenset({*CANCELLABLE, GrantState.CANCELLED})


@dataclass(frozen=True)
class SuccessionProposal:
    """Who takes over, by what, from which day, how far, and why."""

    successor: UUID
    cause: str
    succeeded_on: date
    scope: str
    reason: str


def problems_succeeding(grant: Grant, given: SuccessionProposal, today: date) -> list[Problem]:
    """Every reason why the case cannot move."""
    problems = []
    if grant.state not in MOVABLE:
        problems.append(
            Problem("wrong_state", "交付決定後の案件に限ります。", "案件の状態を確認してください。")
        )
    if given.cause not in SuccessionCause.values:
        problems.append(
            Problem("cause", "承継の事由が正しくありません。", "選び直してください。", "cause")
        )
    if given.succeeded_on > today:
        problems.append(
            Problem(
                "succeeded_on",
                "承継日が先の日です。",
                "効力発生の後に承認します。",
                "succeeded_on",
            )
        )
    if not given.scope.strip() or not given.reason.strip():
        problems.append(
            Problem("scope", "承継の範囲又は理由がありません。", "記入してください。", "scope")
        )
    if in_flight_yen(grant):
        problems.append(
            Problem(
                "in_flight",
                "支払手続中の請求があります。",
                "支払の確認又は却下を先に行ってください。",
            )
        )
    return problems + problems_of_successor(grant, given.successor)


def problems_of_successor(grant: Grant, successor: UUID) -> list[Problem]:
    """Another company, certified under the same plan: METI's 変更認定 comes first."""
    if successor == grant.organisation_id:
        return [
            Problem("same", "現在の事業者です。", "承継する事業者を選んでください。", "successor")
        ]
    if grant.plan.parties.filter(organisation=successor).exists():
        return []
    return [
        Problem(
            "not_party",
            "承継する事業者は、この認定計画の認定供給確保事業者ではありません。",
            "先に計画の変更認定の通知を記録してください。",
            "successor",
        )
    ]


def succession_content(given: SuccessionProposal) -> dict[str, Any]:
    """The succession as it is put up."""
    name = Organisation.objects.get(pk=given.successor).name
    return {
        "successor": str(given.successor),
        "successor_name": name,
        "cause": given.cause,
        "succeeded_on": given.succeeded_on.isoformat(),
        "scope": given.scope,
        "reason": given.reason,
    }


@act
def propose_succession(
    grant_id: UUID, given: SuccessionProposal, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the succession up (起案)."""
    grant = lock(Grant, grant_id)
    problems = problems_succeeding(grant, given, jst_day(now))
    problems += problems_contradicting(grant, "SUCCESSION", succeeded_on=given.succeeded_on)
    refuse_if(problems + problems_coexisting(grant, DOCUMENT))
    draft = put_up(DOCUMENT, grant, succession_content(given))
    return record_act(grant, reason=given.reason, version=draft.version)
