"""The certified plans: list, and one plan with METI's notices, holds, checks and consultations."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from grants import step_rules
from grants.case_page import parts_of
from grants.models import Plan
from grants.plan_contents import contents_of
from grants.views.case import reader_of
from workflow.authority import may
from workflow.door import DoorRequest
from workflow.models import ActRecord, Obligation


def plans(request: DoorRequest) -> HttpResponse:
    """The certified plans with their companies and grants."""
    rows = Plan.objects.select_related("policy").prefetch_related("parties__organisation", "grants")
    context = {
        "plans": rows.order_by("-certified_on"),
        "may_certify": may(request.roles, "record_certification"),
    }
    return render(request, "grants/plans.html", context)


def plan(request: DoorRequest, pk: UUID) -> HttpResponse:
    """One plan and what may be recorded of it."""
    found = get_object_or_404(Plan.objects.select_related("policy"), pk=pk)
    reader = reader_of(request)
    holds = list(found.holds.select_related("placed_by", "released_by", "grant"))
    consultations = list(found.consultations.select_related("organisation"))
    parties = list(found.parties.select_related("organisation"))
    subjects = [found.pk, *(party.pk for party in parties), *(row.pk for row in consultations)]
    context = {
        "plan": found,
        "contents": contents_of(found),
        "parties": parties,
        "grants": found.grants.select_related("organisation").order_by("number"),
        "notices": found.notices.all(),
        "checks": found.checks.select_related("checked_by"),
        "holds": parts_of(holds, step_rules.HOLD_STEPS, reader),
        "consultations": parts_of(consultations, step_rules.CONSULTATION_STEPS, reader),
        "steps": parts_of([found], step_rules.PLAN_STEPS, reader)[0].steps,
        "affected": _affected(found),
        "duties": Obligation.objects.filter(subject_id__in=subjects).order_by("due_on"),
    }
    return render(request, "grants/plan.html", context)


def _affected(plan: Plan) -> dict[str, Any] | None:
    """The grants as the newest revocation or change order found them, with proposed next steps."""
    records = ActRecord.objects.filter(subject_id=plan.pk, facts__has_key="affected")
    newest = records.order_by("-acted_at").first()
    return newest.facts if newest else None
