"""Handing out files: decrypted as they are sent, noted with who read them, run nowhere.

Only what a browser shows without running anything of it opens beside a page; all else is saved.
"""

from django.http import Http404
from django.utils.http import content_disposition_header

from workflow.door import DoorRequest, FileStream
from workflow.models import Evidence, EvidenceRead
from workflow.uploads import evidence_vault
from workflow.vault import Label, SealedBlob, VaultError

# By what the file was found to be as it came in, not by what its sender claimed.
SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg"})
UNSHOWN_TYPE = "application/octet-stream"
# The browser's own PDF viewer styles its frame; nothing is loaded and no script runs.
ALONE = "default-src 'none'; sandbox"
BESIDE = (
    "default-src 'none'; object-src 'self'; img-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'"
)


def hand_out(request: DoorRequest, found: Evidence, *, beside: bool = False) -> FileStream:
    """A file to save, or to show beside a page of ours. Notes the reading first."""
    blob = SealedBlob(
        Label(found.pk), found.blob, bytes(found.sha256), found.size, bytes(found.wrapped_key),
        found.kek_id,
    )  # fmt: skip
    try:
        pieces = evidence_vault().read(blob)
    except VaultError as error:
        raise Http404("ファイルが見つかりません。") from error
    beside = beside and found.media_type in SHOWN
    how = EvidenceRead.How.OPENED if beside else EvidenceRead.How.SAVED
    EvidenceRead.objects.create(
        evidence=found, person=request.person, audience=request.audience, how=how,
        read_at=request.now,
    )  # fmt: skip
    answer = FileStream(pieces, content_type=found.media_type if beside else UNSHOWN_TYPE)
    name = content_disposition_header(not beside, found.filename)
    answer["Content-Disposition"] = name or "attachment"
    answer["Content-Length"] = str(found.size)
    answer["Content-Security-Policy"] = BESIDE if beside else ALONE
    if beside:
        answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer
