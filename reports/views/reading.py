"""Reports as NEDO, auditors and METI read them, this one beside the last; files for both sides."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from grants.accepted_reports import DEMAND_OF, unused_reports
from grants.steps import Reader
from reports.dossier import Dossier, dossier_of
from reports.models import Report
from reports.report_page import reports_to_read, sections_shown
from workflow.authority import may
from workflow.door import DoorRequest
from workflow.machines.report import ReportState
from workflow.models import Evidence
from workflow.reading import hand_out

PAGE_ROWS = 200


def reports(request: DoorRequest) -> HttpResponse:
    """What arrived and waits to be read, then the rest."""
    rows = Report.objects.select_related("organisation", "grant", "plan")
    others = rows.exclude(state=ReportState.SUBMITTED)
    context = {
        "waiting": reports_to_read(),
        "others": others.order_by("-period_key", "title")[:PAGE_ROWS],
    }
    return render(request, "reports/list.html", context)


def report(request: DoorRequest, pk: UUID) -> HttpResponse:
    """One report, side by side with the one before."""
    get_object_or_404(Report, pk=pk)
    dossier = dossier_of(pk)
    state, label = dossier.standing(request.today)
    roles = Reader(request.person, request.roles, request.now).before(dossier.report).roles
    context = {
        "dossier": dossier,
        "report": dossier.report,
        "sections": sections_shown(dossier) if dossier.filings else [],
        "state": state,
        "state_label": label,
        "may_judge": may(roles, "accept_report") and state == ReportState.SUBMITTED,
        "demand_from": _demand_from(dossier) if may(roles, "propose_demand") else None,
    }
    return render(request, "reports/page.html", context)


def _demand_from(dossier: Dossier) -> UUID | None:
    """The duty from whose accepted report money may be demanded; None where it was or is none."""
    duty, case = dossier.duty, dossier.report.grant
    if duty is None or case is None or duty.kind not in DEMAND_OF:
        return None
    waits = unused_reports(case, DEMAND_OF[duty.kind]).filter(pk=duty.pk).exists()
    return duty.pk if waits else None


def evidence(request: DoorRequest, pk: UUID) -> HttpResponseBase:
    """A file of a report, always as something to save and never to run here."""
    return hand_out(request, get_object_or_404(Evidence, pk=pk, report_file__isnull=False))


def own_evidence(request: DoorRequest, pk: UUID) -> HttpResponseBase:
    """A file the company sent, or one of a case it has succeeded to; 404 for any other."""
    assert request.organisation is not None, "the door lets nobody in without an organisation"
    own = (
        Q(organisation=request.organisation)
        | Q(application_file__grant__organisation=request.organisation)
        | Q(report_file__report__grant__organisation=request.organisation)
    )
    return hand_out(request, get_object_or_404(Evidence, own, pk=pk))
