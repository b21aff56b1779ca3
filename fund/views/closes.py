"""The fiscal periods, the checklist of each, and their closing."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from fund.acts.attach_bank_certificate import attach_bank_certificate
from fund.books import FUND_SEGMENT
from fund.browsing import open_months_before, open_years_before, periods_of_year
from fund.certificates import (
    KIND,
    certificate_files,
    close_of,
    find_close,
    problems_attaching_to,
)
from fund.closing import DOCUMENT, certificate_of, checklist
from fund.models import PeriodClose
from fund.queries import Period, period_of, segment_by_code
from workflow.act import ACTS
from workflow.approvals import latest_draft
from workflow.attaching import SHELVES, Shelf
from workflow.authority import may
from workflow.door import DoorRequest
from workflow.incoming import uploads_of
from workflow.models import Approval
from workflow.pages import page_url, year_asked
from workflow.reading import hand_out


def closes(request: DoorRequest, year: int | None = None) -> HttpResponse:
    """The periods of a fiscal year: closed, put up, or open."""
    segment = segment_by_code(FUND_SEGMENT)
    year = year_asked(request, year)
    proposals = {
        close.period: close
        for close in PeriodClose.objects.filter(segment=segment.segment_id).select_related(
            "proposed_by", "closed_by"
        )
    }
    rows = periods_of_year(segment.segment_id, year)
    context = {
        "segment": segment,
        "year": year,
        "previous": year - 1,
        "following": year + 1,
        "rows": [{"period": row, "close": proposals.get(row.period)} for row in rows],
        "may_propose": may(request.roles, "propose_close"),
        "may_propose_year": may(request.roles, "propose_year_close")
        and open_years_before(segment.segment_id, request.today),
    }
    return render(request, "fund/closes.html", context)


def close(request: DoorRequest, period: int) -> HttpResponse:
    """One period: its checklist as put up and as it stands now, and who closed it."""
    segment = segment_by_code(FUND_SEGMENT)
    found = period_of(segment.segment_id, period)
    if found is None:
        raise Http404("この会計期間は開かれていません。")
    close = PeriodClose.objects.filter(segment=segment.segment_id, period=period).first()
    draft = latest_draft(DOCUMENT, close.pk) if close else None
    bank = certificate_of(draft.content) if draft else None
    is_due = not found.is_closed and found.ends < request.today
    context = {
        "segment": segment,
        "period": found,
        "close": close,
        "draft": draft,
        "approval": Approval.objects.filter(draft=draft).first() if draft else None,
        "now": checklist(segment.segment_id, found, bank) if is_due else [],
        **_files(request, segment.segment_id, found),
        **_steps(request, segment.segment_id, found, close),
    }
    return render(request, "fund/close.html", context)


def close_file(request: DoorRequest, period: int, pk: UUID) -> HttpResponseBase:
    """A certificate attached to a period's close, to be saved."""
    segment = segment_by_code(FUND_SEGMENT)
    rows = certificate_files(close_of(segment.segment_id, period))
    return hand_out(request, get_object_or_404(rows, pk=pk))


def _files(request: DoorRequest, segment: int, period: Period) -> dict[str, object]:
    """The certificates attached, and the form that takes one for who may attach it now."""
    close = close_of(segment, period.period_id)
    may_attach = not period.is_closed and may(request.roles, ATTACH.act_name)
    return {
        "files": [
            {"evidence": file, "url": page_url(request, "close_file", period.period_id, file.pk)}
            for file in certificate_files(close)
        ],
        "may_attach": may_attach,
        "close_pk": close.pk,
        "uploads": uploads_of(close.pk) if may_attach else [],
    }


def _find(request: DoorRequest, pk: UUID) -> PeriodClose:
    found = find_close(pk)
    if found is None:
        raise Http404("この会計期間は開かれていません。")
    return found


def _page(request: DoorRequest, pk: UUID) -> str:
    return page_url(request, "close", _find(request, pk).period)


ATTACH = ACTS[attach_bank_certificate.__name__]
SHELVES[KIND] = Shelf(ATTACH, _find, problems_attaching_to, _page)


def _steps(
    request: DoorRequest, segment: int, period: Period, close: PeriodClose | None
) -> dict[str, object]:
    """The acts that are the reader's to do on this period now."""
    is_year = period.kind == "A"
    propose, decide = (
        ("propose_year_close", "close_year") if is_year else ("propose_close", "close_period")
    )
    offered = (open_years_before if is_year else open_months_before)(segment, request.today)
    is_next = period.period_id in offered[:1]
    return {
        "propose": propose if is_next and may(request.roles, propose) else "",
        "decide": decide if close and not period.is_closed and may(request.roles, decide) else "",
        "waits_for": None if is_next or period.is_closed or not offered else offered[0],
    }
