"""交付決定の取消し (適正化法10条1項, 17条1項・3項): in part or whole, even after 額の確定.

Who: executive
State: DECIDED … CLOSED → PARTLY_CANCELLED (→ SETTLED, SUSPENDED, ABOLISHED) or CANCELLED
Ledger: JE10 for the part not yet paid (B300 or B400 → B200)
Paper: 助成金交付決定取消通知書
Deadline: 返還命令 for the part already paid; 実績報告 anew, where it was received already
"""

from datetime import datetime
from uuid import UUID

from fund import ledger
from fund.entries import unpaid_release_entry
from fund.money import format_yen
from grants.acts.propose_cancellation import (
    DOCUMENT,
    CancellationProposal,
    cancellation_content,
    problems_cancelling,
)
from grants.case import balances_of, books_of
from grants.models import Cancellation, Grant
from grants.plan_measures import watch_ceiling
from grants.remainder import stay_as_it_was
from grants.series import owe_completion
from grants.settling import settle, unsettle
from grants.submissions import OUTLIVING
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.approvals import approve, pending_draft
from workflow.calendar import fiscal_year, jst_day
from workflow.law import article_of, due_on
from workflow.machines.grant import GrantState
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if

REPORTED = (GrantState.COMPLETED_REPORTED, GrantState.UNDER_INSPECTION)


@act
def cancel_decision(
    grant_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Approve the cancellation read in this version and release what was not yet paid."""
    grant = lock(Grant, grant_id)
    draft = pending_draft(DOCUMENT, grant.pk)
    content = dict(draft.content)
    given = CancellationProposal(**{k: v for k, v in content.items() if k != "refund_yen"})
    refuse_if(problems_cancelling(grant, given, jst_day(now)))
    if cancellation_content(grant, given) != content:
        refuse_if(
            [Problem("stale", "起案の後に支払の内容が変わりました。", "起案し直してください。")]
        )
    approve(draft, version)
    today = jst_day(now)
    cancellation = Cancellation.objects.create(
        grant=grant, organisation=grant.organisation, cancelled_on=today,
        is_after_fixing=grant.fixed_on is not None, drafted_by=draft.drafted_by, approved_by=actor,
        **content,
    )  # fmt: skip
    if grant.fixed_on is None:
        grant.decided_yen = (grant.decided_yen or 0) - given.cancelled_yen
    record = advance(
        grant,
        "to_cancelled" if given.is_whole else "to_partly_cancelled",
        columns=("decided_yen",),
        reason=given.reason,
        ground=given.ground,
        circumstance=given.circumstance,
        cancelled_yen=given.cancelled_yen,
        refund_yen=cancellation.refund_yen,
    )
    _follow_up(record, grant, cancellation)
    if not given.is_whole:
        stay_as_it_was(grant, record.source)
    watch_ceiling(record, grant.plan, today)
    released = given.cancelled_yen - cancellation.refund_yen
    if released:
        entry = unpaid_release_entry(
            books_of(grant), balances_of(grant), released,
            same_year=grant.fixed_on is None or fiscal_year(grant.fixed_on) == fiscal_year(today),
            on=today, memo=f"取消し {grant.number}",
        ).resting_on(draft.pk, bytes(draft.content_sha))  # fmt: skip
        ledger.post(
            grant.plan.segment, entry, key=key, actor=draft.drafted_by_id, approver=actor.pk
        )
    settle(grant)
    return record


def _follow_up(record: ActRecord, grant: Grant, cancellation: Cancellation) -> None:
    # What is left must be reported and inspected anew; the whole leaves nothing to do.
    duties.cancel_open(record, grant, "FIXING")
    unsettle(record, grant)
    if record.source in REPORTED and not cancellation.is_whole:
        owe_completion(record, grant, "実績報告（一部取消し後）", cancellation.cancelled_on)
    if cancellation.is_whole:
        duties.cancel_all_but(record, grant, OUTLIVING)
    if cancellation.refund_yen:
        duties.owe(
            record, grant, "REFUND_ORDER", "返還命令の発出",
            due_on("standard_processing", cancellation.cancelled_on, grant.rules_on),
            article=article_of("refund_due", grant.rules_on), period_key=str(cancellation.pk),
        )  # fmt: skip
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER),
        "decision_cancelled",
        grant,
        f"交付決定の取消し（{grant.number}）",
        f"交付決定のうち {format_yen(cancellation.cancelled_yen)} を取り消しました。"
        f"根拠: {cancellation.get_ground_display()}。理由: {cancellation.reason}",
    )
