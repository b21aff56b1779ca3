"""特別経費の交付決定通知書 from what was granted (適正化法10条3項)."""

from fractions import Fraction

from grants.models import ExtraCostGrant, Grant
from reports.papers.catalogue import EXTRA_COSTS_NOTICE
from reports.papers.letterhead import entry_mark, holder_of, letterhead, reference, remedy_on
from reports.pdf.extra_costs_notice import ExtraCost, ExtraCostsNotice
from workflow.calendar import jst_day
from workflow.models import ActRecord


def extra_costs_notice(record: ActRecord, number: str) -> ExtraCostsNotice:
    """The notice of an approve_extra_costs record."""
    grant = Grant.objects.select_related("plan").get(pk=record.subject_id)
    extra = ExtraCostGrant.objects.get(pk=record.facts["extra"])
    issued_on = jst_day(record.acted_at)
    return ExtraCostsNotice(
        head=letterhead(EXTRA_COSTS_NOTICE, holder_of(record), number, issued_on),
        grant=reference(grant),
        reason=extra.reason,
        before_yen=record.facts["before_yen"],
        granted_yen=extra.granted_yen,
        after_yen=record.facts["after_yen"],
        costs=tuple(
            ExtraCost(item, cost, Fraction(rate), part) for item, cost, rate, part in extra.lines
        ),
        remedy=remedy_on(issued_on),
        entry=entry_mark(grant.plan.segment, record),
    )
