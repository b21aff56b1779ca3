"""交付決定の無効の起案 (行政行為の職権取消し): a decision made by mistake and not yet notified.

Who: case_officer
State: — (DECIDED)
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.acts.return_application import problems_returning
from grants.models import Grant
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import put_up
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Notice, Person
from workflow.problems import Problem, refuse_if

DOCUMENT = "VOID"


def decision_record(grant: Grant) -> ActRecord:
    """The record of the decision as it stands."""
    records = ActRecord.objects.filter(subject_id=grant.pk, act="decide_grant")
    found = records.order_by("acted_at").last()
    assert found is not None, "a decided grant has its record"
    return found


def problems_voiding(grant: Grant) -> list[Problem]:
    """Only what nobody has been told of can be taken back as if it had not been."""
    if grant.state != GrantState.DECIDED:
        return [
            Problem(
                "wrong_state",
                f"現在の状態「{grant.get_state_display()}」では、決定を無効にできません。",
                "決定後の是正は、計画変更又は取消しによります。",
            )
        ]
    issued = ActRecord.objects.filter(act="issue_notice", facts__number=grant.decision_number)
    told = Notice.objects.filter(
        subject_id=grant.pk, kind="grant_decided", sent_at__isnull=False,
        key__startswith=decision_record(grant).key,
    )  # fmt: skip
    if not issued.exists() and not told.exists():
        return []
    return [
        Problem(
            "notified",
            "交付決定は事業者に通知済みです（8条）。",
            "取消し（10条・17条）又は計画変更によってください。",
        )
    ]


@act
def propose_void(
    grant_id: UUID, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put up that the decision is void, with the mistake."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_voiding(grant) + problems_returning(reason))
    assert grant.decided_yen is not None
    content = {
        "decision": str(decision_record(grant).pk),
        "decided_yen": grant.decided_yen,
        "reason": reason,
    }
    draft = put_up(DOCUMENT, grant, content, amount_yen=grant.decided_yen)
    return record_act(grant, reason=reason, version=draft.version)
