"""添付資料 of an application: those of now, and those a version was filed with."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from grants.models import ApplicationDraft, ApplicationFile, Grant
from workflow.act import lock
from workflow.incoming import uploads_of
from workflow.machines.grant import GrantState
from workflow.problems import Problem

# In what an application is written and takes files: the draft as typed, or the case it became.
Written = Grant | ApplicationDraft
OPEN = frozenset({GrantState.DRAFT, GrantState.RETURNED})


def lock_written(pk: UUID) -> Written:
    """The case or the draft of this id, locked."""
    if Grant.objects.filter(pk=pk).exists():
        return lock(Grant, pk)
    return lock(ApplicationDraft, pk)


def problems_with_state(written: Written) -> list[Problem]:
    """Why the application is not written in now."""
    if isinstance(written, Grant):
        if written.state in OPEN:
            return []
        return [
            Problem(
                "wrong_state",
                f"申請書は「{written.get_state_display()}」のため修正できません。",
                "修正が必要なときは、補正の依頼を担当者に求めてください。",
            )
        ]
    if written.grant_id is not None:
        return [
            Problem(
                "filed", "この下書きは申請書になっています。", "申請書の画面で修正してください。"
            )
        ]
    if written.revision:
        return []
    return [
        Problem(
            "unsaved", "下書きがまだ保存されていません。",
            "事業名などを記入し、下書きを保存してから添付してください。",
        )
    ]  # fmt: skip


def files_of(written: Written) -> QuerySet[ApplicationFile]:
    """What is attached now, in the order it came."""
    whose = (
        Q(grant=written.pk)
        if isinstance(written, Grant)
        else Q(draft=written.pk, grant__isnull=True)
    )
    rows = ApplicationFile.objects.filter(whose, removed_at__isnull=True)
    return rows.select_related("evidence")


def sent_files(written: Written) -> dict[str, Any]:
    """What the page of an application shows of its files: attached, and on their way."""
    return {"files": files_of(written), "uploads": uploads_of(written.pk)}


def files_said(files: QuerySet[ApplicationFile]) -> list[dict[str, Any]]:
    """Files as a version of the application names them: name, size in bytes, SHA-256."""
    return [
        {
            "id": str(file.pk),
            "name": file.evidence.filename,
            "size": file.evidence.size,
            "sha256": bytes(file.evidence.sha256).hex(),
        }
        for file in files
    ]


def filed_files(grant: Grant) -> list[ApplicationFile]:
    """The files of the version that arrived last: what NEDO reviews."""
    if grant.filed_version is None:
        return []
    version = grant.application_versions.filter(version=grant.filed_version).first()
    said = version.content.get("files", []) if version else []
    rows = ApplicationFile.objects.filter(pk__in=[file["id"] for file in said])
    return list(rows.select_related("evidence"))
