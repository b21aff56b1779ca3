"""The offline kit's page: take the workbook away, bring it back filled in."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from reports.acts.save_report_draft import DraftAnswers, save_report_draft
from reports.dossier import Dossier
from reports.kit import KIT_BYTES, make_kit, read_kit
from reports.views.filing import own_report
from workflow.authority import may
from workflow.door import DoorRequest, takes
from workflow.inspection import MEDIA_TYPES
from workflow.models import ActRecord
from workflow.pages import page_url
from workflow.problems import Problem, Refused
from workflow.uploads import UploadedEvidence, accepts_evidence

NO_FILE = Problem("no_file", "ファイルが選ばれていません。", "ファイルを選んでください。", "kit")


@takes("POST")
@accepts_evidence
def kit(request: DoorRequest, pk: UUID) -> HttpResponse:
    """Say how it works; take a filled-in workbook and save what it says as a draft."""
    dossier = own_report(request, pk)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        if not may(request.roles, "save_report_draft"):
            raise PermissionDenied("報告書に記入する役割がありません。")
        try:
            record = _take_in(request, dossier)
        except Refused as refusal:
            problems = refusal.problems
        else:
            return _leave(request, dossier, record)
    context = {
        "dossier": dossier,
        "report": dossier.report,
        "problems": problems,
        "key": uuid.uuid4(),
    }
    return render(request, "reports/kit.html", context, status=422 if problems else 200)


def kit_file(request: DoorRequest, pk: UUID) -> HttpResponse:
    """The workbook with the answers as they stand."""
    dossier = own_report(request, pk)
    answer = HttpResponse(make_kit(dossier), content_type=MEDIA_TYPES["xlsx"])
    name = f"{dossier.report.title}_第{dossier.report.version}版.xlsx"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _take_in(request: DoorRequest, dossier: Dossier) -> ActRecord:
    file = request.FILES.get("kit")
    if not isinstance(file, UploadedEvidence):
        raise Refused(NO_FILE)
    if file.refusal or file.blob.size > KIT_BYTES:
        raise Refused(Problem("too_large", "ファイルが大きすぎます。", NO_FILE.cure, "kit"))
    read = read_kit(dossier, file.read_whole())
    answers = tuple((code, read.answers.get(code, "")) for code in dossier.codes)
    return save_report_draft(
        dossier.report.pk, DraftAnswers(read.version, answers), actor=request.person,
        now=request.now, key=f"web:{_key(request)}",
    )  # fmt: skip


def _key(request: DoorRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def _leave(request: DoorRequest, dossier: Dossier, record: ActRecord) -> HttpResponse:
    here = page_url(request, "report", dossier.report.pk)
    aside = dossier.unsettled().last() if record.facts.get("conflicts") else None
    if aside is not None:
        messages.warning(request, "オフラインの間に同じ項目が変更されています。統合してください。")
        return redirect(f"{here}?merge={aside.pk}")
    messages.success(request, "ファイルの内容を下書きに取り込みました。")
    return redirect(here)
