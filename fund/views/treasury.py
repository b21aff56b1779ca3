"""What the fund's money is placed in, what it is worth, and whether cash suffices."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from fund.acts.propose_placement import DOCUMENT
from fund.books import FUND_SEGMENT
from fund.forecast import expected_payments, ladder_of
from fund.holdings import holding_of, holdings_of
from fund.ladder import first_short
from fund.models import CashShortage, InterestReceipt, Placement
from fund.queries import segments
from fund.views.figures import segment_or_404
from workflow.act_forms import title_of
from workflow.approvals import latest_draft
from workflow.authority import may
from workflow.door import DoorRequest
from workflow.models import ActRecord, Draft, Obligation
from workflow.pages import page_url
from workflow.standing import problems_of_fallen, standing_of

# What may be done at each stage.
STEPS = {
    "決裁待ち": ("approve_placement",),
    "承認済": ("settle_placement",),
    "保有中": ("receive_interest", "record_market_value", "redeem_placement"),
}
RETURNABLE = ("決裁待ち", "承認済")
ON_THE_FUND = ("propose_placement", "receive_account_interest", "value_holdings", "add_income")


def steps_of(request: DoorRequest, acts: tuple[str, ...]) -> list[dict[str, str]]:
    """The acts this reader may perform, with their names."""
    return [{"act": act, "title": title_of(act)} for act in acts if may(request.roles, act)]


def may_approve_again(request: DoorRequest, draft: Draft | None) -> bool:
    """Whether this reader may approve anew what fell: somebody of its stage, not who drafted it."""
    if draft is None or draft.drafted_by_id == request.person.pk:
        return False
    return not request.roles.isdisjoint(standing_of(draft).roles)


def own_holdings(request: DoorRequest) -> HttpResponse:
    """The fund's own holdings."""
    return redirect(page_url(request, "holdings", FUND_SEGMENT))


def holdings(request: DoorRequest, code: str) -> HttpResponse:
    """Everything held with book and market value, what is on its way, matured or returned."""
    segment = segment_or_404(code)
    rows = holdings_of(segment.segment_id)
    others = Placement.objects.filter(segment=segment.segment_id).select_related("instrument")
    of_account = InterestReceipt.objects.filter(segment=segment.segment_id)
    unrealised = [row.unrealised_yen for row in rows if row.unrealised_yen is not None]
    context = {
        "segment": segment,
        "rows": rows,
        "total": {
            "face": sum(row.placement.face_yen for row in rows),
            "book": sum(row.book_yen for row in rows),
            "accrued": sum(row.accrued_yen for row in rows),
            "unrealised": sum(unrealised) if unrealised else None,
        },
        "coming": others.filter(settled_on=None, returned_on=None).order_by("settles_on"),
        "returned": others.filter(returned_on__isnull=False).order_by("-returned_on")[:20],
        "matured": others.filter(redeemed_on__isnull=False).order_by("-redeemed_on")[:20],
        "interest": of_account.order_by("-received_on")[:20],
        "short": first_short(ladder_of(segment.segment_id, request.today)),
        "steps": steps_of(request, ON_THE_FUND),
    }
    return render(request, "fund/holdings.html", context)


def placement(request: DoorRequest, pk: UUID) -> HttpResponse:
    """One placement: its terms, who decided it, its value now, its interest and market values."""
    found = get_object_or_404(Placement.objects.select_related("instrument"), pk=pk)
    fallen = problems_of_fallen([pk]) if found.stage == "承認済" else []
    draft = latest_draft(DOCUMENT, found.pk)
    context: dict[str, Any] = {
        "segment": next(s for s in segments() if s.segment_id == found.segment),
        "placement": found,
        "fallen": fallen,
        "may_approve_again": bool(fallen) and may_approve_again(request, draft),
        "held": holding_of(found) if found.settled_on and not found.redeemed_on else None,
        "interest": found.interest.order_by("received_on"),
        "values": found.market_values.order_by("-valued_on"),
        "draft": draft,
        "records": ActRecord.objects.filter(subject_id=found.pk).select_related("actor"),
        "duties": Obligation.objects.filter(subject_id=found.pk).order_by("due_on"),
        "steps": [] if fallen else steps_of(request, STEPS.get(found.stage, ())),
        "may_send_back": found.stage in RETURNABLE and may(request.roles, "send_back_fund_draft"),
    }
    return render(request, "fund/placement.html", context)


def ladder(request: DoorRequest, code: str) -> HttpResponse:
    """What matures against what is expected to be paid, month by month."""
    segment = segment_or_404(code)
    rows = ladder_of(segment.segment_id, request.today)
    context = {
        "segment": segment,
        "rows": rows,
        "short": first_short(rows),
        "told": CashShortage.objects.filter(segment=segment.segment_id).order_by("-told_on")[:10],
        "flows": expected_payments(segment.segment_id, request.today),
    }
    return render(request, "fund/ladder.html", context)
