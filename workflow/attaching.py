"""Files that were received become evidence: whole, harmless, once. What takes files has a shelf.

A shelf tells the pages that receive files (`views/sending.py`) how to find its subject for the
company that asks, why it takes none now, which act attaches, and where a person goes on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from workflow.act import Act, running_act
from workflow.advance import subject_type
from workflow.door import DoorRequest
from workflow.models import Evidence, Upload
from workflow.problems import Problem

FILES_MOST = 50


@dataclass(frozen=True)
class Shelf:
    """What takes files. attach: an act on the id of an upload. page: the subject's address."""

    attach: Act
    find: Callable[[DoorRequest, UUID], Model]
    problems: Callable[[Any], list[Problem]]
    page: Callable[[DoorRequest, UUID], str]


# By kind of subject, e.g. reports.report.
SHELVES: dict[str, Shelf] = {}


def problems_attaching(upload: Upload, here: QuerySet[Evidence]) -> list[Problem]:
    """Why this file does not become evidence. here: what is attached to its subject already."""
    problems = []
    if upload.state not in (Upload.State.WHOLE, Upload.State.QUARANTINED):
        problems.append(
            Problem(
                "not_whole", f"ファイルは「{upload.get_state_display()}」です。",
                "送信を終えてから添付してください。",
            )
        )  # fmt: skip
    if here.count() >= FILES_MOST:
        problems.append(
            Problem(
                "too_many", f"添付できるのは{FILES_MOST}件までです。",
                "まとめるか、不要なものを外してください。",
            )
        )  # fmt: skip
    same = here.filter(sha256=upload.sha256).first() if upload.sha256 else None
    if same is not None:
        problems.append(
            Problem(
                "same_file", f"同じ内容のファイルが添付済みです（{same.filename}）。",
                "このファイルの送信を取り消してください。",
            )
        )  # fmt: skip
    return problems


def keep_as_evidence(upload: Upload, subject: Model) -> Evidence:
    """A whole file is evidence from now on, under the upload's own id. Only inside an act."""
    running = running_act()
    assert upload.sha256 is not None, "whole_upload_is_whole"
    evidence = Evidence.objects.create(
        id=upload.pk,
        organisation_id=upload.organisation_id,
        subject_type=subject_type(subject),
        subject_id=subject.pk,
        title=upload.filename,
        filename=upload.filename,
        media_type=upload.media_type,
        size=upload.size,
        sha256=upload.sha256,
        blob=upload.blob,
        kek_id=upload.kek_id,
        wrapped_key=upload.wrapped_key,
        uploaded_by=running.actor,
        uploaded_at=running.now,
    )
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.KEPT)
    return evidence


def keep_out(upload: Upload) -> dict[str, str]:
    """A file in quarantine stays out; what the record says of it. Only inside an act."""
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.REFUSED)
    return {"quarantined": upload.filename, "why": upload.refusal}
