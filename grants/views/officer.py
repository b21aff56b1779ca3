"""The first page of NEDO's officers: what waits for me."""

from django.http import HttpResponse
from django.shortcuts import render

from fund.books import FUND_SEGMENT
from fund.forecast import ladder_of
from fund.ladder import Rung, first_short
from fund.queries import segment_by_code
from fund.seal_delay import SealDelay, seal_delay
from grants.desk import items_for, near_duties
from grants.views.case import reader_of
from workflow.authority import may
from workflow.door import DoorRequest

PAYING = ("approve_payment", "instruct_bank", "approve_voucher", "approve_placement")


def inbox(request: DoorRequest) -> HttpResponse:
    """自分の番: what this person may act on now, and the deadlines near."""
    context = {
        "items": items_for(reader_of(request)),
        "duties": near_duties(),
        "short": _short(request),
        "delay": _delay(request),
        "may_approve": may(request.roles, "approve_in_bulk"),
        "may_endow": may(request.roles, "endow_fund"),
        "may_certify": may(request.roles, "record_certification"),
    }
    return render(request, "officer/inbox.html", context)


def _short(request: DoorRequest) -> Rung | None:
    """The first month in which cash would not suffice, for those who place it and pay it."""
    if not (may(request.roles, "propose_placement") or may(request.roles, "approve_placement")):
        return None
    return first_short(ladder_of(segment_by_code(FUND_SEGMENT).segment_id, request.today))


def _delay(request: DoorRequest) -> SealDelay | None:
    """How old the last seal is, when that is to be told to those who let money out."""
    if not any(may(request.roles, act) for act in PAYING):
        return None
    delay = seal_delay(segment_by_code(FUND_SEGMENT).segment_id, request.today)
    return delay if delay.is_warning else None
