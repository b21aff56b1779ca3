"""The files of an application: taken from the company, read by NEDO beside the checklist."""

import re
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from grants.acts.attach_application_file import attach_application_file
from grants.application_files import Written, filed_files, problems_with_state
from grants.case_page import case_checklist
from grants.forms.checklist import JudgeChecklistItem
from grants.models import ApplicationDraft, ApplicationFile, ChecklistAnswer, Grant
from grants.own import own_draft, own_grants
from workflow.act import ACTS
from workflow.attaching import SHELVES, Shelf
from workflow.authority import may
from workflow.door import DoorRequest
from workflow.machines.grant import GrantState
from workflow.pages import page_url
from workflow.reading import SHOWN, hand_out

DRAFT, CASE = ApplicationDraft._meta.label_lower, Grant._meta.label_lower


def _find_draft(request: DoorRequest, pk: UUID) -> Written:
    assert request.organisation is not None, "the door lets nobody in without an organisation"
    return own_draft(request.organisation, pk, request.today)


def _find_case(request: DoorRequest, pk: UUID) -> Written:
    assert request.organisation is not None, "the door lets nobody in without an organisation"
    return get_object_or_404(own_grants(request.organisation), pk=pk)


def _draft_page(request: DoorRequest, pk: UUID) -> str:
    return page_url(request, "application", pk)


def _case_page(request: DoorRequest, pk: UUID) -> str:
    return page_url(request, "subject", CASE, pk)


_attach = ACTS[attach_application_file.__name__]
SHELVES[DRAFT] = Shelf(_attach, _find_draft, problems_with_state, _draft_page)
SHELVES[CASE] = Shelf(_attach, _find_case, problems_with_state, _case_page)


# The browser's own viewer shows the document in a frame of our own origin, on this page alone.
@csp_update({"object-src": [SELF], "frame-src": [SELF]})  # type: ignore[arg-type]  # takes more
def application_file(request: DoorRequest, number: str, pk: UUID) -> HttpResponse:
    """One attached file beside the checklist, and one item of it to be judged."""
    found, file = _filed(number, pk)
    checklist = case_checklist(found)
    code = request.GET.get("code", "")
    answer = next((a for item, a in checklist if a and item.code == code), None)
    judges = may(request.roles, "judge_checklist_item") and found.state == GrantState.UNDER_REVIEW
    context = {
        "grant": found,
        "file": file,
        "files": filed_files(found),
        "checklist": checklist,
        "code": code,
        "form": JudgeChecklistItem(request, found) if judges and code else None,
        "may_judge": judges,
        "page_number": page_number(request.GET.get("page", "")) or _page_in(answer, file),
        "is_shown": file.evidence.media_type in SHOWN,
        "reads": file.evidence.reads.select_related("person")[:20],
    }
    return render(request, "grants/application_file.html", context)


def application_file_content(request: DoorRequest, number: str, pk: UUID) -> HttpResponseBase:
    """The file itself, to be shown beside the checklist, or to be saved."""
    _, file = _filed(number, pk)
    return hand_out(request, file.evidence, beside="save" not in request.GET)


def page_number(text: str) -> int:
    """The first number of a page reference, e.g. 12 of 12頁表3; 0 where there is none."""
    found = re.search(r"[0-9]{1,5}", text)
    return int(found[0]) if found else 0


def _page_in(answer: ChecklistAnswer | None, file: ApplicationFile) -> int:
    """The page an answer refers to in this very file."""
    return page_number(answer.page) if answer and answer.file_id == file.evidence_id else 0


def _filed(number: str, pk: UUID) -> tuple[Grant, ApplicationFile]:
    """A case and one of the files its application was filed with, by the evidence's id."""
    rows = Grant.objects.select_related("organisation", "plan__policy")
    found = get_object_or_404(rows, number=number)
    file = next((file for file in filed_files(found) if file.evidence_id == pk), None)
    if file is None:
        raise Http404("ファイルが見つかりません。")
    return found, file
