"""Where a subject named by a record, a notice or a duty is shown: the page's name and arguments."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from fund.places import place_in_fund
from fund.waiting import Place
from grants.models import (
    Asset,
    BodyChange,
    Cancellation,
    ChangeRequest,
    CoreTechnologyConsultation,
    Demand,
    Finding,
    Grant,
    Payment,
    PlanParty,
    Question,
    RefundOrder,
    RefundReceipt,
    Submission,
    Succession,
    TroubleInstruction,
    TroubleReport,
)
from workflow.models import Approval, Extension, Obligation, Organisation, Upload

# Kinds that are shown in a list.
LISTS = {
    "workflow.dutyyear": "deadlines", "workflow.closeddaychange": "closed_days",
    "workflow.delegation": "delegations", "workflow.authorityend": "delegations",
    "workflow.membership": "delegations",
}  # fmt: skip
# Kinds with a page of their own, which finds the row and lets a company see its own only.
BY_ID = {
    "grants.plan": "plan", "grants.applicationdraft": "application", "reports.report": "report",
    "workflow.draft": "draft", "workflow.bulkapproval": "bulk",
}  # fmt: skip
OF_A_PLAN = {
    "grants.planparty": PlanParty,
    "grants.coretechnologyconsultation": CoreTechnologyConsultation,
}
# Kinds that are shown on the page of their case.
ON_THE_CASE = {
    "grants.payment": Payment,
    "grants.cancellation": Cancellation,
    "grants.asset": Asset,
    "grants.demand": Demand,
    "grants.bodychange": BodyChange,
    "grants.finding": Finding,
    "grants.submission": Submission,
    "grants.changerequest": ChangeRequest,
    "grants.question": Question,
    "grants.troublereport": TroubleReport,
    "grants.troubleinstruction": TroubleInstruction,
}


def place_of(kind: str, pk: UUID, own: Organisation | None = None) -> Place:
    """The page of a subject. own: a company's reader finds only what is the company's own."""
    mine = {"organisation": own} if own else {}
    if kind == "workflow.extension":
        kind, pk = "workflow.obligation", get_object_or_404(Extension, pk=pk, **mine).duty_id
    if kind == "workflow.upload":
        upload = get_object_or_404(Upload, pk=pk, **mine)
        kind, pk = upload.subject_type, upload.subject_id
    if kind == "workflow.obligation":
        # A duty is shown where its subject is.
        duty = get_object_or_404(Obligation, pk=pk, **mine)
        kind, pk = duty.subject_type, duty.subject_id
    if kind in LISTS:
        return LISTS[kind], ()
    of_fund = place_in_fund(kind, pk) if own is None else None
    return of_fund if of_fund is not None else _place_of(kind, pk, mine)


def _place_of(kind: str, pk: UUID, mine: dict[str, Any]) -> Place:
    if kind in BY_ID:
        return BY_ID[kind], (pk,)
    if kind == "workflow.approval":
        return "draft", (get_object_or_404(Approval, pk=pk).draft_id,)
    return _place_of_part(kind, pk, mine)


def _place_of_part(kind: str, pk: UUID, mine: dict[str, Any]) -> Place:
    if kind in OF_A_PLAN:
        return "plan", (_plan(kind, pk, mine),)
    if kind in ("grants.grant", "grants.succession") or kind in ON_THE_CASE:
        return "grant", (_case(kind, pk, mine, mine.get("organisation")),)
    if kind == "grants.refundreceipt":
        order = get_object_or_404(RefundReceipt, pk=pk, **mine).order
    elif kind == "grants.refundorder":
        order = get_object_or_404(RefundOrder, pk=pk, **mine)
    else:
        raise Http404("対象が見つかりません。")
    return "refund", (order.grant.number, order.number)


def _plan(kind: str, pk: UUID, mine: dict[str, Any]) -> UUID:
    row: Any = OF_A_PLAN[kind]
    found: UUID = get_object_or_404(row, pk=pk, **mine).plan_id
    return found


def _case(kind: str, pk: UUID, mine: dict[str, Any], own: Organisation | None) -> str:
    """The number of the case a subject is or belongs to."""
    if kind == "grants.succession":
        rows = Succession.objects.all()
        both = rows.filter(Q(predecessor=own) | Q(successor=own)) if own else rows
        return get_object_or_404(both, pk=pk).grant_number
    if kind == "grants.grant":
        return get_object_or_404(Grant, pk=pk, **mine).number
    model: Any = ON_THE_CASE[kind]
    number: str = get_object_or_404(model, pk=pk, **mine).grant.number
    return number
