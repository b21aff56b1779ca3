"""Papers beside the pages of the layers that do not know them."""

from typing import Any

from django import template

from grants.history import subjects_of
from grants.models import Grant
from reports.papers.deserved import titles_of
from reports.shelf import paper_of, shelf_of
from workflow.authority import may
from workflow.models import ActRecord
from workflow.rehearsal import Rehearsal

register = template.Library()


@register.simple_tag(takes_context=True)
def papers_rehearsed(context: template.Context, rehearsal: Rehearsal) -> list[str]:
    """The titles of the papers an act would bring; a company's reader sees what goes to it."""
    outside = context["request"].organisation is not None
    return titles_of(rehearsal.records, is_outside=outside)


@register.inclusion_tag("papers/shelf.html", takes_context=True)
def papers_of_case(context: template.Context, grant: Grant) -> dict[str, Any]:
    """The papers of a case, and which are still to be issued."""
    request = context["request"]
    shelf = shelf_of(subjects_of(grant), request.organisation)
    return {
        "request": request,
        "papers": shelf.papers,
        "lacking": shelf.lacking,
        "may_issue": may(request.roles, "issue_notice"),
    }


@register.inclusion_tag("papers/source.html", takes_context=True)
def paper_of_record(context: template.Context, record: ActRecord | None) -> dict[str, Any]:
    """The paper an act deserved, as the source of an entry."""
    return {"request": context["request"], "paper": paper_of(record)}
