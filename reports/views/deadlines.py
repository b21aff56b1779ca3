"""The pages of deadlines: NEDO's board and map, and a company's own calendar."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from reports import board
from reports.board import Shown
from reports.redating import proposals
from workflow.authority import may
from workflow.door import DoorRequest
from workflow.duty_kinds import owed_by_nedo
from workflow.models import Bounce, ClosedDay, ClosedDayChange, Obligation

PAGE_ROWS = 100
WHOSE = {"company": False, "own": True}


def deadlines(request: DoorRequest) -> HttpResponse:
    """What is due, late or received: everybody's, the companies' or NEDO's own."""
    asked = request.GET.get("show", "")
    shown = Shown(asked) if asked in set(Shown) else Shown.DUE
    whose = request.GET.get("whose", "")
    own = WHOSE.get(whose)
    counts = [(s, board.duties_shown(s, request.today, own=own).count()) for s in Shown]
    page = Paginator(board.duties_shown(shown, request.today, own=own), PAGE_ROWS).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "lines": board.lines_of(page.object_list, request.today),
        "shown": shown,
        "whose": whose if whose in WHOSE else "",
        "counts": counts,
        **_allowed(request),
    }
    return render(request, "deadlines/board.html", context)


def heat_map(request: DoorRequest) -> HttpResponse:
    """Punctuality, company by quarter."""
    quarters = [board.quarter_name(first) for first, _ in board.quarters_until(request.today)]
    rows = list(board.heat_map(request.today))
    return render(request, "deadlines/map.html", {"quarters": quarters, "rows": rows})


def closed_days(request: DoorRequest) -> HttpResponse:
    """The closed days to come, what was changed of them, and the dates that would move."""
    context = {
        "changes": ClosedDayChange.objects.order_by("-changed_at")[:PAGE_ROWS],
        "coming": ClosedDay.objects.filter(day__gte=request.today).order_by("day")[:20],
        "proposals": proposals(request.today),
        **_allowed(request),
    }
    return render(request, "deadlines/closed_days.html", context)


def undelivered(request: DoorRequest) -> HttpResponse:
    """Whom our mail did not reach, the newest first: call them."""
    rows = Bounce.objects.select_related("person", "notice").order_by("-noted_at")
    return render(request, "deadlines/undelivered.html", {"bounces": rows[:PAGE_ROWS]})


def own_deadlines(request: DoorRequest) -> HttpResponse:
    """A company's dues: what is late, what comes, what was handed in."""
    own = Obligation.objects.filter(organisation=request.organisation).exclude(owed_by_nedo())
    rows = own.exclude(status=Obligation.Status.SUPERSEDED)
    ended = rows.exclude(status=Obligation.Status.OPEN).order_by("-due_on")[:PAGE_ROWS]
    open_rows = rows.filter(status=Obligation.Status.OPEN).order_by("due_on")
    context = {
        "open": board.lines_of(open_rows, request.today),
        "ended": board.lines_of(ended, request.today),
        **_allowed(request),
    }
    return render(request, "deadlines/own.html", context)


def _allowed(request: DoorRequest) -> dict[str, Any]:
    acts = (
        "record_fulfilment", "owe_yearly_duties", "request_extension", "decide_extension",
        "hold_payments", "record_closed_day", "redate_duties", "draft_late_measures",
        "end_late_measure",
    )  # fmt: skip
    return {f"may_{act}": may(request.roles, act) for act in acts}
