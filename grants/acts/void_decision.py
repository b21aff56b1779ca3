"""交付決定の無効 (行政行為の職権取消し): a second person takes the mistaken decision back.

Who: department_director, executive
State: DECIDED → UNDER_REVIEW
Ledger: reversal of JE09 (赤黒; the original stands, B300 → B200)
Paper: 無効決議書
Deadline: 標準処理期間 is owed again on its own day; what the decision made due ends
"""

from datetime import datetime
from uuid import UUID

from fund import ledger
from fund.queries import entries_of_key
from grants.acts.propose_void import DOCUMENT, decision_record, problems_voiding
from grants.models import BudgetLine, Grant
from workflow import duties
from workflow.act import act, lock
from workflow.advance import advance
from workflow.approvals import approve, pending_draft
from workflow.calendar import jst_day
from workflow.models import ActRecord, Notice, Person
from workflow.problems import refuse_if

COLUMNS = ("decision_number", "decided_on", "decided_yen", "budget_year", "withdrawal_until")


@act
def void_decision(
    grant_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Approve the draft read in this version; the case is under review again."""
    grant, today = lock(Grant, grant_id), jst_day(now)
    draft = pending_draft(DOCUMENT, grant.pk)
    refuse_if(problems_voiding(grant))
    approve(draft, version)
    decision = decision_record(grant)
    _take_back_notices(decision, now)
    for column in COLUMNS:
        setattr(grant, column, None)
    BudgetLine.objects.filter(grant=grant).update(decided_eligible_yen=None, decided_yen=None)
    grant.conditions.update(is_void=True)
    record = advance(
        grant, "to_voided", reason=draft.content["reason"], columns=COLUMNS,
        voids=decision.pk, released_yen=draft.content["decided_yen"],
    )  # fmt: skip
    duties.cancel_open(record, grant)
    duties.reopen(grant, "PROCESSING")
    segment = grant.plan.segment
    (entry,) = entries_of_key(segment, decision.key)
    ledger.reverse(
        segment, entry.seq, key=key, on=today, reason=f"交付決定の無効 {grant.number}",
        actor=draft.drafted_by_id, approver=actor.pk,
    )  # fmt: skip
    return record


def _take_back_notices(decision: ActRecord, now: datetime) -> None:
    """The company is not told of a decision that never bound anybody."""
    waiting = Notice.objects.filter(
        kind="grant_decided", key__startswith=decision.key, sent_at__isnull=True
    )
    waiting.update(dropped_at=now)
