"""A company's pages of its reports: writing, checking, joining two texts, receipts."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header

from grants.models import PlanParty
from reports.acts.save_report_draft import problems_writing
from reports.dossier import Dossier, dossier_of
from reports.forms.reports import SaveReportDraft
from reports.models import Filing, Report, ReportDraft
from reports.pdf.filing_receipt import draw_filing_receipt
from reports.receipt import receipt_of
from reports.report_page import AnswerView, SectionView, conflict_of, due_reports, sections_shown
from workflow.authority import may
from workflow.door import DoorRequest, takes
from workflow.models import ActRecord
from workflow.pages import page_url
from workflow.problems import Problem, Refused


def own_report(request: DoorRequest, pk: UUID) -> Dossier:
    """A report of the company that asks, or of a case it has succeeded to; 404 for any other."""
    get_object_or_404(Report, _of_own(request), pk=pk)
    return dossier_of(pk)


def _of_own(request: DoorRequest, way: str = "") -> Q:
    assert request.organisation is not None, "the door lets nobody in without an organisation"
    own, case = f"{way}organisation", f"{way}grant__organisation"
    return Q(**{own: request.organisation}) | Q(**{case: request.organisation})


def reports(request: DoorRequest) -> HttpResponse:
    """What the company owes, the most urgent first, and what it has filed."""
    assert request.organisation is not None
    filed = Report.objects.filter(organisation=request.organisation, filings__isnull=False)
    parties = PlanParty.objects.filter(organisation=request.organisation).select_related("plan")
    context = {
        "due": due_reports(request.organisation, request.today),
        "filed": filed.distinct().order_by("-period_key", "kind"),
        "parties": parties if may(request.roles, "begin_event_report") else (),
    }
    return render(request, "reports/own.html", context)


@takes("POST")
def report(request: DoorRequest, pk: UUID) -> HttpResponse:
    """Write in a report while it is ours; read it once it is filed."""
    dossier = own_report(request, pk)
    is_ours = not problems_writing(dossier.report) and may(request.roles, "save_report_draft")
    if request.method == "POST":
        return _save(request, dossier) if is_ours else _refuse(request, dossier)
    if is_ours:
        return _edit(request, dossier, SaveReportDraft(request, dossier.report))
    return render(request, "reports/own_report.html", _reading(request, dossier))


def check(request: DoorRequest, pk: UUID) -> HttpResponse:
    """Check your answers: everything at a glance, and what still stands in the way."""
    dossier = own_report(request, pk)
    context = {
        **_reading(request, dossier),
        "problems": dossier.problems(request.today),
        "may_write": may(request.roles, "save_report_draft"),
        "may_hand_over": may(request.roles, "hand_over_report"),
        "may_release": may(request.roles, "release_report"),
    }
    return render(request, "reports/check.html", context)


def filing(request: DoorRequest, pk: UUID) -> HttpResponse:
    """The receipt of a filing as a page."""
    found = _filing(request, pk)
    context = {"filing": found, "receipt": receipt_of(found), "report": found.report}
    return render(request, "reports/receipt.html", context)


def filing_pdf(request: DoorRequest, pk: UUID) -> HttpResponse:
    """The receipt as a paper: the same bytes every time."""
    content = receipt_of(_filing(request, pk))
    answer = HttpResponse(draw_filing_receipt(content), content_type="application/pdf")
    name = f"{content.number}.pdf"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _filing(request: DoorRequest, pk: UUID) -> Filing:
    rows = Filing.objects.select_related("report", "draft", "released_by", "organisation")
    if request.organisation is not None:
        rows = rows.filter(_of_own(request, "report__"))
    return get_object_or_404(rows, pk=pk)


def _reading(request: DoorRequest, dossier: Dossier) -> dict[str, object]:
    state, label = dossier.standing(request.today)
    return {
        "dossier": dossier,
        "report": dossier.report,
        "sections": sections_shown(dossier),
        "state": state,
        "state_label": label,
    }


def _save(request: DoorRequest, dossier: Dossier) -> HttpResponse:
    """Keep what was typed; a script gets the parts of the page that changed."""
    form = SaveReportDraft(request, dossier.report, request.POST)
    by_script = bool(request.headers.get("HX-Request"))
    try:
        record = _keep(form)
    except Refused as refusal:
        if by_script:
            return render(request, "reports/unsaved.html", {"problems": refusal.problems})
        return _edit(request, dossier, form, refusal.problems)
    saved = dossier_of(dossier.report.pk)
    if by_script:
        return _parts(request, saved, record)
    aside = _aside(saved, record)
    if aside is not None:
        messages.warning(request, "同じ項目が同時に変更されています。見比べて統合してください。")
        return redirect(f"{page_url(request, 'report', saved.report.pk)}?merge={aside.pk}")
    messages.success(request, f"下書きを保存しました（第{saved.report.version}版）。")
    onward = "report_check" if request.POST.get("next") == "check" else "report"
    return redirect(page_url(request, onward, saved.report.pk))


def _refuse(request: DoorRequest, dossier: Dossier) -> HttpResponse:
    """Somebody writes on in what a colleague has filed, or has no part in writing."""
    if not may(request.roles, "save_report_draft"):
        raise PermissionDenied("報告書に記入する役割がありません。")
    problems = problems_writing(dossier.report)
    if request.headers.get("HX-Request"):
        return render(request, "reports/unsaved.html", {"problems": problems})
    for problem in problems:
        messages.error(request, f"保存できませんでした。{problem}")
    return render(request, "reports/own_report.html", _reading(request, dossier), status=409)


def _keep(form: SaveReportDraft) -> ActRecord:
    """Save under a key of these very words: the same form saves again and again."""
    if not form.is_valid():
        raise Refused(
            Problem("form", "送信の形式が正しくありません。", "画面を開き直してください。")
        )
    form.cleaned_data["key"] = uuid.uuid5(form.cleaned_data["key"], repr(form.given()))
    return form.perform()


def _aside(dossier: Dossier, record: ActRecord) -> ReportDraft | None:
    return dossier.unsettled().last() if record.facts.get("conflicts") else None


def _parts(request: DoorRequest, dossier: Dossier, record: ActRecord) -> HttpResponse:
    """What changes on the page after an autosave: others' texts, differences, the version."""
    form = SaveReportDraft(request, dossier.report)
    taken = set(record.facts.get("taken", []))
    asked = [answer for part in sections_shown(dossier, form) for answer in _all(part)]
    reasons = {a.question.reason_code for a in asked if a.question.compares}
    context = {
        "form": form,
        "dossier": dossier,
        "saved_at": request.now,
        "aside": _aside(dossier, record),
        "taken": [a for a in asked if a.question.code in taken],
        "differing": [
            a
            for a in asked
            if a.question.compares
            and a.question.code not in taken
            and a.is_large != (a.question.reason_code in reasons & set(request.POST))
        ],
    }
    return render(request, "reports/saved.html", context)


def _all(part: SectionView) -> list[AnswerView]:
    return [*part.answers, *(answer for row in part.rows for answer in row.answers)]


def _edit(
    request: DoorRequest,
    dossier: Dossier,
    form: SaveReportDraft,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    aside = _chosen_aside(request, dossier)
    if aside is not None and not form.is_bound:
        form.initial["settles"] = aside.pk
    state, label = dossier.standing(request.today)
    context = {
        "form": form,
        "dossier": dossier,
        "report": dossier.report,
        "sections": sections_shown(dossier, form, conflict_of(dossier, aside) if aside else None),
        "aside": aside,
        "unsettled": [] if aside else dossier.unsettled(),
        "problems": problems,
        "state": state,
        "state_label": label,
    }
    return render(request, "reports/edit.html", context, status=422 if problems else 200)


def _chosen_aside(request: DoorRequest, dossier: Dossier) -> ReportDraft | None:
    asked = request.GET.get("merge", "")
    if not asked:
        return None
    try:
        chosen = UUID(asked)
    except ValueError as error:
        raise Http404("下書きが見つかりません。") from error
    return get_object_or_404(dossier.unsettled(), pk=chosen)
