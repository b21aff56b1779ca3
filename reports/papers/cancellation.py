"""交付決定取消通知書 (適正化法10条・17条・21条の2)."""

from fund.money import format_yen
from grants.acts.propose_cancellation import CIRCUMSTANCES
from grants.models import Grant
from grants.refund_terms import Ground
from reports.papers.catalogue import CANCELLATION_NOTICE
from reports.papers.history import fixing_before, standing_yen
from reports.papers.letterhead import entry_mark, holder_of, letterhead, reference, remedy_on
from reports.pdf.cancellation_notice import CancellationNotice
from workflow.calendar import jst_day
from workflow.law import codes_on
from workflow.machines.grant import GrantState
from workflow.models import ActRecord

ARTICLES = {
    Ground.ART17_1: "第17条第1項",
    Ground.ART10: "第10条第1項",
    Ground.ART18_2: "第18条第2項",
}


def cancellation_notice(record: ActRecord, number: str) -> CancellationNotice:
    """The notice of a cancel_decision record."""
    grant = Grant.objects.select_related("plan", "organisation").get(pk=record.subject_id)
    ground = Ground(record.facts["ground"])
    cancelled_yen: int = record.facts["cancelled_yen"]
    standing = standing_yen(grant, record)
    label = "確定額" if fixing_before(grant, record) else "交付決定額"
    whole = record.target == GrantState.CANCELLED
    issued_on = jst_day(record.acted_at)
    return CancellationNotice(
        head=letterhead(CANCELLATION_NOTICE, holder_of(record), number, issued_on),
        grant=reference(grant),
        ground=ARTICLES[ground],
        carries_surcharge=ground.bears_surcharge,
        cancelled_part=f"{label} {format_yen(standing)} の全額"
        if whole
        else f"{label} {format_yen(standing)} のうち {format_yen(cancelled_yen)}",
        reasons=_reasons(record),
        before_yen=standing,
        cancelled_yen=cancelled_yen,
        after_yen=standing - cancelled_yen,
        refund_yen=record.facts["refund_yen"],
        remedy=remedy_on(issued_on),
        entry=entry_mark(grant.plan.segment, record),
    )


def _reasons(record: ActRecord) -> tuple[str, ...]:
    """The reason given, and under 10条 what happened since the decision."""
    code = record.facts.get("circumstance", "")
    known = codes_on(CIRCUMSTANCES, jst_day(record.acted_at))
    return (record.reason, known[code]) if code else (record.reason,)
