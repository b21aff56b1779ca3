"""Where an auditor begins."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from fund import queries
from fund.books import FUND_SEGMENT
from fund.browsing import journal
from fund.checks import run_checks
from fund.checks.memory import last_report, remember
from workflow.door import DoorRequest
from workflow.models import ActRecord
from workflow.pages import page_url


def audit_home(request: DoorRequest) -> HttpResponse:
    """The state of the books, and the ways into them: from a statement, an entry, an act."""
    segment = queries.segment_by_code(FUND_SEGMENT)
    head = queries.head(segment.segment_id)
    rows = queries.trial_balance(segment.segment_id, known_seq=head.seq)
    context = {
        "segment": segment,
        "segments": queries.segments(),
        "head": head,
        "entry_count": queries.entry_count(segment.segment_id, head.seq),
        "summary": queries.position(rows),
        "newest": journal(segment.segment_id, before=head.seq + 1, limit=10),
        "report": last_report(),
        "records": ActRecord.objects.select_related("actor").order_by("-acted_at")[:10],
    }
    return render(request, "auditor/home.html", context)


def verify(request: DoorRequest) -> HttpResponse:
    """Ask every invariant now, as the auditor's own database role, and show each answer."""
    report = run_checks()
    remember(report)
    return render(request, "auditor/verify.html", {"report": report})


def overview(request: DoorRequest) -> HttpResponse:
    """METI's first page is the fund's position."""
    return redirect(page_url(request, "fund"))
