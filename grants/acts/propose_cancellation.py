"""取消しの起案 (適正化法10条・17条): ground, extent and reasons are put up for approval.

Who: case_officer
State: — (DECIDED … CLOSED: 17条3項)
Ledger: none
Paper: none (the draft is put up)
Deadline: 取消しの根拠の判断 met, where METI revoked or changed the plan; 取消しの要否の判断 met
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fund.money import format_yen
from grants.case import (
    admitted_costs,
    in_flight_yen,
    kept_yen,
    last_inspection,
    standing_yen,
)
from grants.coexistence import problems_coexisting
from grants.late_measures import CANCELLATION
from grants.models import Grant
from grants.plan_measures import ground_to_decide
from grants.refund_terms import Ground
from workflow import duties
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import put_up
from workflow.calendar import jst_day
from workflow.law import codes_on
from workflow.machines.grant import CANCELLABLE
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

DOCUMENT = "CANCELLATION"
CIRCUMSTANCES = "art10_circumstance"


@dataclass(frozen=True)
class CancellationProposal:
    """What is to be cancelled: yen of the decision (or of the fixed amount), ground, reasons.

    circumstance: under 10条 the code of what happened since (施行令5条).
    """

    ground: str
    is_whole: bool
    cancelled_yen: int
    reason: str
    circumstance: str = ""


def refund_of(grant: Grant, cancelled_yen: int) -> int:
    """How much of a cancellation hits money already paid and not yet ordered back, in yen."""
    return max(kept_yen(grant) - (standing_yen(grant) - cancelled_yen), 0)


def problems_of_circumstances(
    grant: Grant, given: CancellationProposal, today: date
) -> list[Problem]:
    """10条: only what happened since the decision, and never the part already elapsed.

    Elapsed is what verified costs have earned; after 額の確定 nothing else is left.
    """
    problems = []
    if given.circumstance not in codes_on(CIRCUMSTANCES, today):
        problems.append(
            Problem(
                "circumstance",
                "10条による取消しには、決定後に生じた特別の事情（施行令5条）が必要です。",
                "事情を選んでください。事業者の責めによる場合は17条1項です。",
                "circumstance",
            )
        )
    open_yen = standing_yen(grant) - elapsed_yen(grant)
    if given.cancelled_yen > open_yen:
        problems.append(
            Problem(
                "elapsed",
                f"既に経過した期間に係る部分は10条では取り消せません"
                f"（取り消せる残り {format_yen(open_yen)}）。",
                "取消額を下げるか、17条1項の該否を確認してください。",
                "cancelled_yen",
                given.cancelled_yen - open_yen,
            )
        )
    return problems


def elapsed_yen(grant: Grant) -> int:
    """What of a grant stands for the time that has passed: costs verified, or all once fixed."""
    if grant.fixed_on is not None:
        return standing_yen(grant)
    earned = sum(line.grant_yen for line in admitted_costs(last_inspection(grant)))
    return min(standing_yen(grant), earned)


def problems_cancelling(grant: Grant, given: CancellationProposal, today: date) -> list[Problem]:
    """Every reason why this cancellation cannot be made."""
    problems = []
    standing = standing_yen(grant)
    if grant.state not in CANCELLABLE:
        problems.append(
            Problem(
                "wrong_state",
                f"現在の状態「{grant.get_state_display()}」では取り消す決定がありません。",
                "交付決定後の案件を選んでください。",
            )
        )
    if given.ground not in {Ground.ART17_1, Ground.ART10}:
        problems.append(
            Problem(
                "ground",
                "取消しの根拠は10条1項又は17条1項です。",
                "根拠を選んでください。",
                "ground",
            )
        )
    if given.ground == Ground.ART10:
        problems += problems_of_circumstances(grant, given, today)
    if not given.reason.strip():
        problems.append(
            Problem(
                "reason",
                "取消しの理由がありません（21条の2）。",
                "理由を記入してください。",
                "reason",
            )
        )
    if not 0 < given.cancelled_yen <= standing or given.is_whole != (
        given.cancelled_yen == standing
    ):
        problems.append(
            Problem(
                "cancelled_yen",
                f"取消額は {format_yen(standing)} までで、全額のときに限り全部取消しです。",
                "取消額を直してください。",
                "cancelled_yen",
            )
        )
    if in_flight_yen(grant):
        problems.append(
            Problem(
                "in_flight",
                "支払手続中の請求があります。",
                "支払の確認又は却下を先に行ってください。",
            )
        )
    return problems


def cancellation_content(grant: Grant, given: CancellationProposal) -> dict[str, Any]:
    """The cancellation as it will be made."""
    return vars(given) | {"refund_yen": refund_of(grant, given.cancelled_yen)}


@act
def propose_cancellation(
    grant_id: UUID, given: CancellationProposal, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the cancellation up (起案)."""
    grant = lock(Grant, grant_id)
    refuse_if(
        problems_cancelling(grant, given, jst_day(now)) + problems_coexisting(grant, DOCUMENT)
    )
    content = cancellation_content(grant, given)
    draft = put_up(DOCUMENT, grant, content, amount_yen=content["cancelled_yen"])
    record = record_act(
        grant, reason=given.reason, cancelled_yen=given.cancelled_yen, version=draft.version
    )
    # Proposing a cancellation answers the question METI's revocation or change order put.
    asked = ground_to_decide(grant)
    if asked is not None:
        duties.meet_one(record, asked, jst_day(now))
    duties.meet_all(record, grant, jst_day(now), CANCELLATION.kind)
    return record
