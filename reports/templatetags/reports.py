"""Reports beside the pages of the layers that do not know them."""

from collections.abc import Iterable
from typing import Any

from django import template

from grants.models import Grant, Succession
from grants.steps import Reader
from reports.dossier import Dossier
from reports.report_kinds import is_report
from reports.report_page import (
    SectionView,
    due_reports,
    reports_of,
    reports_to_read,
    sections_shown,
)
from reports.urgency import Urgent, most_urgent
from workflow.authority import may
from workflow.models import Obligation

register = template.Library()


@register.filter
def shown_sections(dossier: Dossier) -> list[SectionView]:
    """A report's answers to be read."""
    return sections_shown(dossier)


@register.inclusion_tag("reports/of_case.html", takes_context=True)
def reports_of_case(context: template.Context, grant: Grant) -> dict[str, Any]:
    """The reports of a case."""
    return {"request": context["request"], "rows": reports_of([grant.pk])}


@register.inclusion_tag("reports/of_case.html", takes_context=True)
def reports_handed_over(context: template.Context, succession: Succession) -> dict[str, Any]:
    """The reports of the company that handed a case over: its own."""
    rows = [row for row in reports_of([succession.grant_id])
            if row.organisation_id == succession.predecessor_id]  # fmt: skip
    return {"request": context["request"], "rows": rows}


@register.filter
def without_reports(duties: Iterable[Obligation]) -> list[Obligation]:
    """The duties that are not answered with a report."""
    return [duty for duty in duties if not is_report(duty)]


@register.simple_tag(takes_context=True)
def next_deadline(context: template.Context) -> Urgent | None:
    """What presses most: the company's next step, before anything it may do besides."""
    request = context["request"]
    writes = may(request.roles, "begin_report")
    return most_urgent(request.organisation, request.today, writes_reports=writes)


@register.inclusion_tag("reports/to_read.html", takes_context=True)
def reports_to_be_read(context: template.Context) -> dict[str, Any]:
    """What waits for an officer who accepts reports."""
    request = context["request"]
    rows = []
    if may(request.roles, "accept_report"):
        reader = Reader(request.person, request.roles, request.now)
        rows = [r for r in reports_to_read() if may(reader.before(r).roles, "accept_report")]
    return {"request": request, "rows": rows}


@register.inclusion_tag("reports/due_rows.html", takes_context=True)
def due_reports_of_company(context: template.Context) -> dict[str, Any]:
    """Every report the company owes."""
    request = context["request"]
    rows = due_reports(request.organisation, request.today)
    return {"request": request, "today": request.today, "rows": rows}
