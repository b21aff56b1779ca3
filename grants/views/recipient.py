"""Pages of a company: its next step, its cases, refunds and notices. Only its own rows."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from grants import step_rules
from grants.application_files import OPEN, sent_files
from grants.case import IN_FLIGHT
from grants.case_page import case_parts, case_steps, duties_of, parts_of
from grants.forms.application import PrepareApplication, SaveApplicationDraft
from grants.forms.filters import OnForm
from grants.history import history_of
from grants.holder import holder_of
from grants.journey import journey_of
from grants.models import ApplicationDraft, Succession
from grants.own import (
    handed_over,
    own_draft,
    own_drafts,
    own_grants,
    own_notices,
    own_payments,
    own_plans,
    own_refunds,
    own_threads,
)
from grants.places import place_of
from grants.refund_sheet import sheet_of_order
from grants.steps import steps_of
from grants.submissions import kinds_open
from grants.views.case import reader_of
from workflow.act_forms import entitled
from workflow.authority import may
from workflow.door import DoorRequest, takes
from workflow.duty_kinds import owed_by_nedo
from workflow.machines.payment import PaymentState
from workflow.machines.refund import RefundState
from workflow.models import Obligation, Organisation
from workflow.pages import page_url, page_url_or_404
from workflow.problems import Problem, Refused


def home(request: DoorRequest) -> HttpResponse:
    """One next step, then deadlines, cases and news."""
    own, reader = _own(request), reader_of(request)
    rows = list(own_grants(own))
    steps = [(row, s) for row in rows for s in steps_of(row, step_rules.GRANT_STEPS, reader)]
    ready = sorted((p for p in steps if p[1].is_ready), key=lambda pair: not pair[1].is_next)
    # What one may do at any time is no next step.
    following = next((pair for pair in ready if pair[1].is_next), None)
    open_duties = Obligation.objects.filter(
        organisation=own, status=Obligation.Status.OPEN
    ).exclude(owed_by_nedo())
    context = {
        "next": following,
        "ready": [pair for pair in ready if pair is not following],
        "grants": rows,
        "duties": open_duties.order_by("due_on"),
        "refunds": own_refunds(own).exclude(state__in=(RefundState.CLEARED, RefundState.WAIVED)),
        "notices": own_notices(request.person)[:5],
        "may_prepare": may(request.roles, "prepare_application"),
        "drafts": own_drafts(own),
        "plans": parts_of(list(own_plans(own)), step_rules.PLAN_STEPS, reader),
    }
    return render(request, "recipient/home.html", context)


def grants(request: DoorRequest) -> HttpResponse:
    """The company's cases."""
    context = {
        "grants": own_grants(_own(request)),
        "handed_over": handed_over(_own(request)),
        "may_prepare": may(request.roles, "prepare_application"),
    }
    return render(request, "recipient/grants.html", context)


def grant(request: DoorRequest, number: str) -> HttpResponse:
    """One of the company's cases: where it stands, what to do, what was paid."""
    gone = handed_over(_own(request)).filter(snapshot__number=number).first()
    if gone is not None and not own_grants(_own(request)).filter(number=number).exists():
        return _handed_over(request, gone)
    found = get_object_or_404(own_grants(_own(request)), number=number)
    reader = reader_of(request)
    parts = case_parts(found, reader)
    payments = [part.row for part in parts["payments"]]
    context = {
        "grant": found,
        "journey": journey_of(found),
        "holder": holder_of(found),
        "paid_yen": sum(p.amount_yen for p in payments if p.state == PaymentState.CONFIRMED),
        "in_flight_yen": sum(p.amount_yen for p in payments if p.state in IN_FLIGHT),
        "duties": duties_of(found, of_company=True),
        "events": history_of(found, is_outside=True),
        "may_attach": found.state in OPEN and may(request.roles, "attach_application_file"),
        "fileable": kinds_open(found, request.today)
        if may(request.roles, "file_submission")
        else {},
        **sent_files(found),
        **parts,
        **case_steps(found, reader),
    }
    return render(request, "recipient/grant.html", context)


def _handed_over(request: DoorRequest, succession: Succession) -> HttpResponse:
    """A case that went on to another company: what it was at that moment, and nothing since."""
    context = {
        "succession": succession,
        "payments": own_payments(_own(request), succession.grant_id),
        "threads": own_threads(_own(request), succession.grant_id),
    }
    return render(request, "recipient/handed_over.html", context)


def new_application(request: DoorRequest) -> HttpResponse:
    """A draft of its own for each beginning."""
    return redirect(page_url(request, "application", uuid4()))


@takes("POST")
def application(request: DoorRequest, pk: UUID) -> HttpResponse:
    """Write an application; what was typed is kept as it is typed."""
    if not may(request.roles, "save_application_draft"):
        raise PermissionDenied(
            f"申請書を作成できるのは {entitled('save_application_draft')} です。"
        )
    draft = own_draft(_own(request), pk, request.today)
    if request.method == "POST":
        return _save_application(request, draft)
    return _write(request, draft, PrepareApplication(request, draft))


def _save_application(request: DoorRequest, draft: ApplicationDraft) -> HttpResponse:
    """Keep what was typed; a script gets the line that says so."""
    data = request.POST.copy()
    data["key"] = data.pop("save_key", [""])[-1]
    data["draft_id"] = str(draft.pk)
    form = SaveApplicationDraft(request, None, data)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            form.perform()
        except Refused as refusal:
            problems = refusal.problems
    else:
        problems = (Problem("form", "保存できませんでした。", "画面を開き直してください。"),)
    saved = own_draft(_own(request), draft.pk, request.today)
    if request.headers.get("HX-Request"):
        context = {"draft": saved, "problems": problems, "save_key": uuid4()}
        return render(request, "recipient/application_saved.html", context)
    if not problems:
        messages.success(request, f"下書きを保存しました（第{saved.revision}版）。")
        return redirect(page_url(request, "application", draft.pk))
    page = PrepareApplication(request, saved)
    for name, value in form.typed:
        page.initial[name] = value
    return _write(request, saved, page, problems)


def _write(
    request: DoorRequest,
    draft: ApplicationDraft,
    form: PrepareApplication,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    context = {
        "draft": draft,
        "form": form,
        "problems": problems,
        "save_key": uuid4(),
        **sent_files(draft),
    }
    return render(request, "recipient/application.html", context, status=409 if problems else 200)


def refund(request: DoorRequest, number: str, order: int) -> HttpResponse:
    """A refund order with its worksheet for any day."""
    found = get_object_or_404(own_refunds(_own(request)), grant__number=number, number=order)
    form = OnForm(request.GET)
    context = {
        "order": found,
        "grant": found.grant,
        "form": form,
        "sheet": sheet_of_order(found, form.day_or(request.today)),
        "receipts": [{"row": row} for row in found.receipts.all()],
        "waivers": found.waivers.all(),
        "reductions": found.reductions.all(),
        "duties": duties_of(found, of_company=True),
    }
    return render(request, "recipient/refund.html", context)


def subject(request: DoorRequest, kind: str, pk: UUID) -> HttpResponse:
    """Where the subject of a notice or an act is shown."""
    name, arguments = place_of(kind, pk, _own(request))
    if name == "plan":
        return redirect(page_url(request, "home"))
    return redirect(page_url_or_404(request, name, *arguments))


def _own(request: DoorRequest) -> Organisation:
    assert request.organisation is not None, "the door lets nobody in without an organisation"
    return request.organisation
