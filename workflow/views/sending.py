"""Receiving files: in pieces by a page's script, or whole by a plain form.

GET   <subject>/uploads/   what is on its way
POST  <subject>/uploads/   JSON {name, size, fingerprint}: begin, or go on; or a form
GET   uploads/<upload>/    how much is here
PATCH uploads/<upload>/    the next piece, from Upload-Offset on; 409 tells the offset
DELETE uploads/<upload>/   give up

What takes files is a shelf (`workflow.attaching`); its own view of the first address calls
`receive_for`.
"""

import json
import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache

from workflow.attaching import SHELVES, Shelf
from workflow.authority import may
from workflow.door import READING, DoorRequest, moment, takes
from workflow.incoming import (
    Sender,
    WrongOffset,
    be_patient,
    begin_upload,
    cancel_upload,
    receive_piece,
    receive_whole,
    uploads_of,
)
from workflow.inspection import clean_name
from workflow.models import Upload
from workflow.pages import page_url
from workflow.problems import Problem, Refused, refuse_if
from workflow.uploads import UploadedEvidence, accepts_evidence, evidence_vault

BAD_REQUEST = Problem("request", "送信の形式が正しくありません。", "画面を開き直してください。")


@takes("POST")
@never_cache
@accepts_evidence
def uploads(request: DoorRequest, pk: UUID, kind: str) -> HttpResponse:
    """List what is on its way to a subject of a kind, begin a file, or take a plain form's."""
    shelf = SHELVES[kind]
    subject = shelf.find(request, pk)
    if request.method != "POST":
        return JsonResponse({"uploads": [_told(row) for row in uploads_of(pk)]})
    _refuse_readers(request, shelf)
    if request.content_type == "application/json":
        return _begin(request, shelf, subject)
    be_patient()
    return _take_form(request, shelf, subject)


@takes("PATCH", "DELETE", "POST")
@never_cache
def upload(request: DoorRequest, pk: UUID) -> HttpResponse:
    """One file on its way: how far it is, its next piece, or its end."""
    found = get_object_or_404(Upload, pk=pk, organisation=request.organisation)
    if request.method in READING:
        return JsonResponse(_told(found))
    shelf = SHELVES[found.subject_type]
    _refuse_readers(request, shelf)
    if request.method == "PATCH":
        return _go_on(request, shelf, found)
    cancel_upload(found, evidence_vault())
    if request.method == "DELETE":
        return HttpResponse(status=204)
    # A page without a script gives up with a form, which can only post.
    messages.success(request, f"「{found.filename}」の送信を取り消しました。")
    return redirect(f"{shelf.page(request, found.subject_id)}#files")


def _refuse_readers(request: DoorRequest, shelf: Shelf) -> None:
    if not may(request.roles, shelf.attach.act_name):
        raise PermissionDenied("ファイルを添付する役割がありません。")


def _begin(request: DoorRequest, shelf: Shelf, subject: Any) -> HttpResponse:
    try:
        asked = json.loads(request.body)
        name, size = str(asked["name"]), int(asked["size"])
        fingerprint = clean_name(str(asked.get("fingerprint", "")))[:64]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return _refused((BAD_REQUEST,), 400)
    try:
        refuse_if(shelf.problems(subject))
        begun = begin_upload(subject, name, size, _sender(request), fingerprint)
    except Refused as refusal:
        return _refused(refusal.problems)
    told = {**_told(begun), "url": page_url(request, "upload", begun.pk)}
    return JsonResponse(told, status=201)


def _go_on(request: DoorRequest, shelf: Shelf, found: Upload) -> HttpResponse:
    be_patient()
    try:
        offset = int(request.headers.get("Upload-Offset", ""))
        length = int(request.headers.get("Content-Length", ""))
    except ValueError:
        return _refused((BAD_REQUEST,), 400)
    try:
        # The moment is taken when the piece is here, not when its first byte was.
        after = receive_piece(found.pk, offset, length, request, evidence_vault(), request.now)
        problem = _settled(request, shelf, after)
    except WrongOffset:
        found.refresh_from_db()
        return JsonResponse(_told(found), status=409)
    except Refused as refusal:
        return _refused(refusal.problems)
    return _refused((problem,)) if problem else JsonResponse(_told(after))


def _take_form(request: DoorRequest, shelf: Shelf, subject: Any) -> HttpResponse:
    """The plain way: every file of the form, each with what became of it."""
    files = request.FILES.getlist("files")
    if not files:
        messages.error(
            request, "ファイルが選ばれていません。ファイルを選んでから送信してください。"
        )
    for file in files:
        assert isinstance(file, UploadedEvidence)
        problem = _take_file(request, shelf, subject, file)
        if problem is None:
            messages.success(request, f"「{file.name}」を添付しました。")
        else:
            messages.error(request, f"「{file.name}」: {problem}")
    return redirect(f"{shelf.page(request, subject.pk)}#files")


def _take_file(
    request: DoorRequest, shelf: Shelf, subject: Any, file: UploadedEvidence
) -> Problem | None:
    if file.refusal:
        return Problem("too_large", file.refusal)
    try:
        refuse_if(shelf.problems(subject))
        whole = receive_whole(
            subject, file.name or "", file.blob.size, file.chunks(), evidence_vault(),
            _sender(request),
        )  # fmt: skip
        return _settled(request, shelf, whole)
    except Refused as refusal:
        return refusal.problems[0]


def _settled(request: DoorRequest, shelf: Shelf, found: Upload) -> Problem | None:
    """Once a file is whole, attach it; the reason when it is not taken."""
    if found.state == Upload.State.RECEIVING:
        return None
    if found.state != Upload.State.REFUSED:
        try:
            shelf.attach(
                found.pk, actor=request.person, now=moment(),
                key=f"web:{uuid.uuid5(found.pk, 'attach')}",
            )  # fmt: skip
        except Refused as refusal:
            cancel_upload(found, evidence_vault())
            return refusal.problems[0]
    return Problem("file", found.refusal) if found.refusal else None


def _sender(request: DoorRequest) -> Sender:
    return Sender(request.person, request.organisation, request.now)


def _told(found: Upload) -> dict[str, Any]:
    return {
        "id": str(found.pk),
        "name": found.filename,
        "size": found.size,
        "received": found.received,
        "state": found.state,
        "message": found.refusal,
    }


def _refused(problems: tuple[Problem, ...], status: int = 422) -> HttpResponse:
    return JsonResponse({"problems": [str(problem) for problem in problems]}, status=status)
