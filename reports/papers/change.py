"""計画変更承認通知書 from the change as approved (適正化法7条1項1号・3号)."""

from datetime import date

from fund.money import share
from grants.case import rate_of
from grants.models import Grant, GrantChange
from reports.papers.catalogue import CHANGE_NOTICE
from reports.papers.letterhead import entry_mark, holder_of, letterhead, reference, remedy_on
from reports.pdf.change_notice import ChangedLine, ChangeNotice
from workflow.calendar import jst_day
from workflow.models import ActRecord


def change_notice(record: ActRecord, number: str) -> ChangeNotice:
    """The notice of an approve_change record."""
    grant = Grant.objects.select_related("plan").get(pk=record.subject_id)
    change = GrantChange.objects.get(grant=grant, number=record.facts["number"])
    issued_on, before, after = jst_day(record.acted_at), change.before, change.after
    purposes = (before["purpose"], after["purpose"])
    return ChangeNotice(
        head=letterhead(CHANGE_NOTICE, holder_of(record), number, issued_on),
        grant=reference(grant),
        number=change.number,
        is_minor=change.is_minor,
        reasons=(change.reason,),
        before_yen=record.facts["before_yen"],
        after_yen=record.facts["after_yen"],
        refund_yen=change.refund_yen,
        before_ends_on=date.fromisoformat(before["ends_on"]),
        after_ends_on=date.fromisoformat(after["ends_on"]),
        purposes=purposes if purposes[0] != purposes[1] else (),
        lines=_lines(grant, change),
        # A notification received decides nothing that could be contested.
        remedy=None if change.is_minor else remedy_on(issued_on),
        entry=entry_mark(grant.plan.segment, record, "GRANT_CHANGE"),
    )


def _lines(grant: Grant, change: GrantChange) -> tuple[ChangedLine, ...]:
    costs = zip(change.before["eligible_yen"], change.after["eligible_yen"], strict=True)
    return tuple(
        ChangedLine(
            line.item, rate_of(line), old, new, share(old, rate_of(line)), share(new, rate_of(line))
        )
        # Lines that were added since (10条3項) come last and are not of this change.
        for line, (old, new) in zip(grant.lines.all(), costs, strict=False)
    )
