"""Cases to read: list, page of a grant, page of a refund order. For officers, auditors and METI."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from grants import step_rules
from grants.application_files import filed_files
from grants.case_page import (
    case_checklist,
    case_figures,
    case_parts,
    case_review,
    case_steps,
    duties_of,
    parts_of,
    segment_code,
)
from grants.exceptions import exceptions as exception_list
from grants.forms.filters import GrantFilter, OnForm
from grants.history import Event, history_of, subjects_of
from grants.holder import holder_of
from grants.models import Grant, RefundOrder
from grants.places import place_of
from grants.refund_sheet import sheet_of_order
from grants.steps import Reader
from workflow.authority import may
from workflow.door import DoorRequest
from workflow.machines.grant import GrantState
from workflow.models import Draft
from workflow.pages import page_url, page_url_or_404

UNDER_REVIEW = GrantState.UNDER_REVIEW


def reader_of(request: DoorRequest) -> Reader:
    """Who asks, as the steps take it."""
    return Reader(
        request.person, request.roles, request.now, is_outside=request.organisation is not None
    )


def grants(request: DoorRequest) -> HttpResponse:
    """Every case, narrowed by the query string."""
    form = GrantFilter(request.GET)
    rows = form.narrowed(Grant.objects.select_related("organisation", "officer", "plan"))
    context = {"form": form, "grants": rows.order_by("-number")[:200], "count": rows.count()}
    return render(request, "grants/list.html", context)


def grant(request: DoorRequest, number: str) -> HttpResponse:
    """One case: what it is, what it cost, what may be done, what was done."""
    found = get_object_or_404(
        Grant.objects.select_related("organisation", "officer", "plan__policy"), number=number
    )
    reader = reader_of(request)
    context = {
        "grant": found,
        "holder": holder_of(found),
        "checklist": case_checklist(found),
        "application_files": filed_files(found),
        "may_judge": found.state == UNDER_REVIEW
        and may(reader.before(found).roles, "judge_checklist_item"),
        "inspection_plans": found.inspection_plans.prefetch_related("inspectors__inspector"),
        "duties": duties_of(found),
        "drafts": Draft.objects.filter(subject_id__in=subjects_of(found)).order_by("-drafted_at"),
        "events": _linked(request, found, history_of(found)),
        **case_parts(found, reader),
        **case_review(found, request.today),
        **case_figures(found),
        **case_steps(found, reader),
    }
    return render(request, "grants/page.html", context)


def refund(request: DoorRequest, number: str, order: int) -> HttpResponse:
    """One refund order with its worksheet, day by day, as of any day."""
    rows = RefundOrder.objects.select_related("grant__organisation", "grant__plan")
    found = get_object_or_404(rows, grant__number=number, number=order)
    reader = reader_of(request)
    form = OnForm(request.GET)
    receipts = list(found.receipts.all())
    context = {
        "order": found,
        "grant": found.grant,
        "form": form,
        "sheet": sheet_of_order(found, form.day_or(request.today)),
        "receipts": parts_of(receipts, step_rules.RECEIPT_STEPS, reader),
        "steps": parts_of([found], step_rules.REFUND_STEPS, reader)[0].steps,
        "waivers": found.waivers.all(),
        "reductions": found.reductions.all(),
        "drafts": Draft.objects.filter(subject_id=found.pk).order_by("-drafted_at"),
        "duties": duties_of(found),
    }
    return render(request, "grants/refund.html", context)


def exceptions(request: DoorRequest) -> HttpResponse:
    """Waivers, reductions and set-offs, for whoever audits."""
    return render(request, "grants/exceptions.html", exception_list())


def subject(request: DoorRequest, kind: str, pk: UUID) -> HttpResponse:
    """Where a subject named by a record, a notice or a duty is shown."""
    name, arguments = place_of(kind, pk)
    return redirect(page_url_or_404(request, name, *arguments))


def _linked(request: DoorRequest, grant: Grant, events: list[Event]) -> list[Event]:
    code = segment_code(grant)
    for event in events:
        event.links.extend(
            {"label": f"仕訳 {seq}", "url": page_url(request, "entry", code, seq)}
            for seq in event.entries
        )
    return events
