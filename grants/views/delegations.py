"""代決 and 後閲 of the person asking; for who may end one, the authority of everybody at NEDO."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from grants.bulk import in_words
from workflow.authority import may
from workflow.door import DoorRequest
from workflow.models import Approval, AuthorityEnd, BulkApproval, Delegation, Draft, Membership
from workflow.models.person import OrganisationKind


def delegations(request: DoorRequest) -> HttpResponse:
    """Who stands in for me, for whom I stand in, what I have to see afterwards."""
    me = request.person
    own = Delegation.objects.filter(Q(membership__person=me) | Q(deputy=me))
    unseen = Approval.objects.filter(principal=me, after_view__isnull=True)
    context = {
        "delegations": own.select_related("membership__person", "deputy").order_by("-granted_at"),
        "unseen": unseen.select_related("approver", "draft").order_by("decided_at"),
        "may_delegate": may(request.roles, "delegate_authority"),
        "may_end": may(request.roles, "end_authority"),
        "authorities": _authorities(request) if may(request.roles, "end_authority") else [],
    }
    return render(request, "officer/delegations.html", context)


def _authorities(request: DoorRequest) -> list[tuple[Membership, list[AuthorityEnd]]]:
    """Every role held at NEDO today, with the ends ordered for it."""
    rows = Membership.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=request.today),
        organisation__kind=OrganisationKind.NEDO, valid_from__lte=request.today,
    )  # fmt: skip
    rows = rows.select_related("person", "organisation").prefetch_related("ends")
    return [(row, list(row.ends.all())) for row in rows.order_by("person__kana", "role")]


def bulk(request: DoorRequest, pk: UUID) -> HttpResponse:
    """What became of each draft of one 一括決裁."""
    run = get_object_or_404(BulkApproval, pk=pk)
    drafts = Draft.objects.in_bulk([UUID(row[0]) for row in run.rows])
    rows = [(drafts[UUID(draft)], stage, problem) for draft, stage, problem in run.rows]
    lines = [(draft, in_words(draft), stage, problem) for draft, stage, problem in rows]
    refused = sum(bool(problem) for _, _, _, problem in lines)
    context = {"run": run, "rows": lines, "approved": len(lines) - refused, "refused": refused}
    return render(request, "officer/bulk.html", context)
