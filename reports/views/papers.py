"""Papers that went out, and the monthly statement as it would be issued now."""

import hashlib
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header

from fund import queries
from fund.books import FUND_SEGMENT
from fund.views.figures import segment_or_404
from reports.forms.filters import StatementForm
from reports.models import IssuedPaper
from reports.papers.catalogue import KINDS
from reports.papers.fund import month_statement
from reports.papers.letterhead import issuer
from reports.press import draw
from workflow.authority import may
from workflow.calendar import fiscal_period, fiscal_period_bounds, month_end
from workflow.door import DoorRequest
from workflow.pages import page_url, year_asked
from workflow.problems import Refused

PAGE_ROWS = 200


def papers(request: DoorRequest) -> HttpResponse:
    """Every paper, the newest first; a company's reader sees the company's own."""
    rows = IssuedPaper.objects.select_related("organisation").order_by("-issued_on", "-number")
    if request.organisation is not None:
        rows = rows.filter(organisation=request.organisation)
    kind = request.GET.get("kind", "")
    chosen = rows.filter(kind=kind) if kind in KINDS else rows
    context = {
        "papers": chosen[:PAGE_ROWS],
        "count": chosen.count(),
        "kinds": [(code, row.title) for code, row in KINDS.items()],
        "kind": kind,
        "may_state": may(request.roles, "issue_fund_statement"),
    }
    return render(request, "papers/list.html", context)


def paper(request: DoorRequest, pk: UUID) -> HttpResponse:
    """One paper: what it is, what it rests on, and its SHA-256."""
    found = _own(request, pk)
    drawn = draw(found)
    context = {
        "paper": found,
        "size": len(drawn),
        "sha": hashlib.sha256(drawn).hexdigest(),
        "code": next((s.code for s in _segments(request) if s.segment_id == found.segment), ""),
    }
    return render(request, "papers/page.html", context)


def pdf(request: DoorRequest, pk: UUID) -> HttpResponse:
    """The PDF, drawn from the frozen content: the same bytes every time."""
    found = _own(request, pk)
    answer = HttpResponse(draw(found), content_type="application/pdf")
    name = f"{found.number} {found.title}.pdf"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def own_statement(request: DoorRequest) -> HttpResponse:
    """The statement of the month that ended last."""
    first = request.today.replace(day=1)
    year, number = divmod(fiscal_period(first), 100)
    period = year * 100 + number - 1 if number > 1 else (year - 1) * 100 + 12
    return redirect(page_url(request, "statement", FUND_SEGMENT, period))


def statement(request: DoorRequest, code: str, period: int) -> HttpResponse:
    """基金残高計算書 of a month on the screen, from the same content as the paper."""
    segment = segment_or_404(code)
    try:
        _, until_on = fiscal_period_bounds(year_asked(request, period // 100) * 100 + period % 100)
    except ValueError as error:
        raise Http404("この月はありません。") from error
    form = StatementForm(request.GET)
    known, is_newest = form.known_head(segment.segment_id)
    until_on = form.until_on(until_on)
    try:
        content = month_statement(
            segment.segment_id, until_on, known, number="画面", issued_on=request.today,
            issuer=issuer(),
        )  # fmt: skip
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal
    context = {
        "segment": segment,
        "statement": content,
        "form": form,
        "known_seq": "" if is_newest else known.seq,
        "known_query": "" if is_newest else f"&known={known.seq}",
        "is_provisional": not _is_closed(segment.segment_id, period),
        "earlier": _beside(period, -1),
        "later": _beside(period, 1) if month_end(until_on) < request.today else None,
        # What is issued is the fund's own statement, whichever 勘定 is looked at.
        "may_state": code == FUND_SEGMENT and may(request.roles, "issue_fund_statement"),
    }
    return render(request, "fund/statement.html", context)


def _own(request: DoorRequest, pk: UUID) -> IssuedPaper:
    rows = IssuedPaper.objects.select_related("organisation", "cause")
    if request.organisation is not None:
        rows = rows.filter(organisation=request.organisation)
    return get_object_or_404(rows, pk=pk)


def _segments(request: DoorRequest) -> list[queries.Segment]:
    # Outside, entries are not shown, so that no address of one is made.
    return [] if request.organisation is not None else queries.segments()


def _is_closed(segment: int, period: int) -> bool:
    found = queries.period_of(segment, period)
    return found is not None and found.is_closed


def _beside(period: int, step: int) -> int:
    months = period // 100 * 12 + period % 100 - 1 + step
    return months // 12 * 100 + months % 12 + 1
