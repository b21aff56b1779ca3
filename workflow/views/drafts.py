"""A draft as it was put up: its exact content, its hash, its route, and who decided on it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from workflow.approvals import sha_of
from workflow.door import DoorRequest
from workflow.models import Draft
from workflow.standing import route_rows, standing_of


def draft(request: DoorRequest, pk: UUID) -> HttpResponse:
    """The source document of an entry that rests on an approved draft."""
    found = get_object_or_404(Draft.objects.select_related("drafted_by"), pk=pk)
    context = {
        "draft": found,
        "standing": standing_of(found),
        "route": route_rows(found),
        "sha": bytes(found.content_sha).hex(),
        "is_intact": sha_of(found.content) == bytes(found.content_sha),
    }
    return render(request, "drafts/page.html", context)
