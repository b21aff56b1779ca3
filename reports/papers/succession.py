"""承継承認通知書: one for the company that hands over, one for the company that takes over."""

from grants.models import Grant, Succession
from reports.papers.catalogue import SUCCESSION_NOTICE
from reports.papers.letterhead import holder_of, letterhead, reference
from reports.pdf.succession_notice import SuccessionNotice
from workflow.calendar import jst_day
from workflow.models import ActRecord


def succession_notice(record: ActRecord, number: str) -> SuccessionNotice:
    """The notice of an approve_succession record: it belongs to one of the two companies."""
    grant = Grant.objects.get(pk=record.subject_id)
    rows = Succession.objects.select_related("predecessor", "successor")
    given = rows.get(grant=grant, number=record.facts["number"])
    return SuccessionNotice(
        head=letterhead(SUCCESSION_NOTICE, holder_of(record), number, jst_day(record.acted_at)),
        grant=reference(grant),
        predecessor=given.predecessor.name,
        successor=given.successor.name,
        cause=given.get_cause_display(),
        succeeded_on=given.succeeded_on,
        scope=given.scope,
        reasons=(given.reason,),
        standing_yen=given.snapshot["standing_yen"],
        paid_yen=given.snapshot["paid_yen"],
        is_to_successor=holder_of(record) == given.successor,
    )
