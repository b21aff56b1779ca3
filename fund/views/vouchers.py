"""振替伝票 and money that came astray."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from fund.acts.approve_voucher import problems_approving
from fund.acts.propose_allocation_correction import problems_with_original
from fund.acts.propose_stray_correction import problems_with_receipt
from fund.acts.propose_voucher_withdrawal import problems_withdrawing
from fund.books import FUND_SEGMENT
from fund.models import StrayReceipt, Voucher
from fund.queries import entries_of_key, segment_by_code, segments
from fund.strays import problems_in_hand
from fund.views.figures import segment_or_404
from fund.views.treasury import may_approve_again, steps_of
from fund.vouchers import DOCUMENT
from workflow.approvals import latest_draft
from workflow.authority import may
from workflow.door import DoorRequest
from workflow.models import ActRecord, Obligation
from workflow.standing import problems_of_fallen

NEW = (
    "propose_admin_cost", "propose_cost_allocation", "record_stray_receipt", "propose_correction",
    "propose_treasury_return", "propose_allowance", "propose_reclassification",
)  # fmt: skip
STEPS = {
    "決裁待ち": ("approve_voucher",), "出納待ち": ("settle_voucher", "propose_voucher_withdrawal"),
    "出納済": ("propose_allocation_correction",),
}  # fmt: skip
SHOWN = 100


def vouchers(request: DoorRequest, code: str) -> HttpResponse:
    """The vouchers of a 勘定, newest first, and what may be put up."""
    segment = segment_or_404(code)
    rows = Voucher.objects.filter(segment=segment.segment_id).order_by("-number")
    context = {
        "segment": segment,
        "rows": rows.select_related("proposed_by", "approved_by", "settled_by")[:SHOWN],
        "steps": steps_of(request, NEW),
    }
    return render(request, "fund/vouchers.html", context)


def voucher(request: DoorRequest, pk: UUID) -> HttpResponse:
    """One voucher: what it books, who decided it, and the entries it became."""
    found = get_object_or_404(
        Voucher.objects.select_related("receipt", "withdraws", "corrects"), pk=pk
    )
    records = list(ActRecord.objects.filter(subject_id=pk).select_related("actor"))
    steps = steps_of(request, STEPS.get(found.stage, ()))
    if found.stage == "決裁待ち" and problems_approving(found, request.roles):
        steps = []
    if found.stage == "出納済" and problems_with_original(found):
        steps = []
    stuck = problems_withdrawing(found) if found.stage == "出納待ち" else []
    if stuck:
        steps = []
    fallen = problems_of_fallen([pk]) if found.stage == "出納待ち" else []
    draft = latest_draft(DOCUMENT, pk)
    if fallen:
        steps = [step for step in steps if step["act"] != "settle_voucher"]
    context = {
        "segment": next(s for s in segments() if s.segment_id == found.segment),
        "voucher": found,
        "draft": draft,
        "records": records,
        "entries": [
            (segment, entry)
            for segment in segments()
            for record in records
            for entry in entries_of_key(segment.segment_id, record.key)
        ],
        "duties": Obligation.objects.filter(subject_id=pk),
        # A withdrawal in hand is shown with the voucher's facts.
        "problems": [problem for problem in stuck if problem.code == "reversed"],
        "fallen": fallen,
        "may_approve_again": bool(fallen) and may_approve_again(request, draft),
        "steps": steps,
        "may_send_back": found.stage == "決裁待ち" and may(request.roles, "send_back_fund_draft"),
    }
    return render(request, "fund/voucher.html", context)


def stray_receipts(request: DoorRequest) -> HttpResponse:
    """Money that came astray: what is still to be cleared, and what was."""
    rows = StrayReceipt.objects.select_related("taken_by").prefetch_related("vouchers")
    rows = rows.order_by("-received_on")
    waiting = list(rows.filter(cleared_on=None))
    cleared = list(rows.filter(cleared_on__isnull=False)[:SHOWN])
    dues = Obligation.objects.filter(kind="STRAY_RECEIPT", status=Obligation.Status.OPEN)
    context = {
        "segment": segment_by_code(FUND_SEGMENT),
        "names": {segment.segment_id: segment.name for segment in segments()},
        "open": waiting,
        "cleared": cleared,
        "correctable": {
            row.pk
            for row in cleared
            if may(request.roles, "propose_stray_correction") and not problems_with_receipt(row)
        },
        "due": {duty.subject_id: duty.due_on for duty in dues},
        "clearable": {
            row.pk
            for row in waiting
            if may(request.roles, "propose_clearing") and not problems_in_hand(row)
        },
        "steps": steps_of(request, ("record_stray_receipt",)),
    }
    return render(request, "fund/stray_receipts.html", context)
