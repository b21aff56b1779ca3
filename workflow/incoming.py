"""Files sent in pieces: begun, gone on with after a cut, put together, cancelled, swept.

The sender announces name and size, then sends pieces, each with the offset it begins at. A piece
counts only when it has arrived whole; what is `received` is safe, and a sender who lost the line or
closed the browser asks for it and goes on from there. Each piece is sealed under a key of its own
as its bytes arrive. The last one puts the file together: one sealed file, whose SHA-256 is reckoned
here over the plaintext, looked through on the way (`workflow.inspection`).

None of this has legal effect: a file counts once an act attaches it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import connection, models, transaction

from workflow.advance import subject_type
from workflow.inspection import Inspection, clean_name, refusal_of_name
from workflow.models import Organisation, Person, Upload, UploadPiece
from workflow.problems import Problem, Refused, refuse_if
from workflow.vault import Label, SealedBlob, Sealer, Vault

READ_BYTES = 256 * 1024
KEPT_UNFINISHED = timedelta(days=7)
ON_ITS_WAY = (Upload.State.RECEIVING, Upload.State.WHOLE)
WAITING = (*ON_ITS_WAY, Upload.State.QUARANTINED)


class WrongOffset(Exception):
    """A piece that does not begin where the last one ended; the sender asks and goes on."""


class Readable(Protocol):
    """A line bytes come in by: a request, or a file."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most so many; none at the end."""


@dataclass(frozen=True)
class Sender:
    """Who sends, for whom, and now."""

    person: Person
    organisation: Organisation | None
    now: datetime


def uploads_of(subject_id: UUID) -> list[Upload]:
    """Files begun for a subject and not yet attached, quarantined ones too."""
    return list(Upload.objects.filter(subject_id=subject_id, state__in=WAITING))


def problems_sending(uploads: Iterable[Upload]) -> list[Problem]:
    """A file still on its way holds back what it belongs to."""
    if not any(upload.state in ON_ITS_WAY for upload in uploads):
        return []
    return [
        Problem(
            "uploading", "送信の終わっていないファイルがあります。",
            "送信を終えるか、取り消してください（到達は記録の完了で決まります）。",
        )
    ]  # fmt: skip


def be_patient() -> None:
    """Let this transaction wait for a slow line; it holds no lock while it does."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '10min'")


def problems_announcing(name: str, size: int, waiting_bytes: int) -> list[Problem]:
    """Why a file of this name and size is not even begun."""
    problems = []
    refusal = refusal_of_name(clean_name(name))
    if refusal:
        problems.append(Problem("name", refusal, "別の形式のファイルにしてください。", "file"))
    if size <= 0:
        problems.append(
            Problem(
                "empty", "ファイルが空（0バイト）です。", "中身のあるファイルを選んでください。",
                "file",
            )
        )  # fmt: skip
    limit_mb = settings.EVIDENCE_MAX_UPLOAD_BYTES // 2**20
    if size > settings.EVIDENCE_MAX_UPLOAD_BYTES:
        problems.append(
            Problem(
                "too_large", f"1ファイルの上限 {limit_mb} MB を超えています。",
                "ファイルを分割してください。", "file",
            )
        )  # fmt: skip
    elif waiting_bytes + size > 2 * settings.EVIDENCE_MAX_UPLOAD_BYTES:
        problems.append(
            Problem(
                "too_many", "送信の終わっていないファイルが多すぎます。",
                "先のファイルの送信を終えるか、取り消してください。", "file",
            )
        )  # fmt: skip
    return problems


@transaction.atomic
def begin_upload(
    subject: models.Model, name: str, size: int, by: Sender, fingerprint: str = ""
) -> Upload:
    """Announce a file. The same person, name, size and fingerprint again: the same file goes on."""
    mine = Upload.objects.filter(subject_id=subject.pk, state__in=WAITING)
    name = clean_name(name)
    begun = mine.filter(
        person=by.person, filename=name, size=size, fingerprint=fingerprint,
        state=Upload.State.RECEIVING,
    ).first()  # fmt: skip
    if begun is not None:
        return begun
    waiting = mine.aggregate(total=models.Sum("size"))["total"] or 0
    refuse_if(problems_announcing(name, size, waiting))
    return Upload.objects.create(
        organisation=by.organisation,
        person=by.person,
        subject_type=subject_type(subject),
        subject_id=subject.pk,
        filename=name,
        fingerprint=fingerprint,
        size=size,
        begun_at=by.now,
        touched_at=by.now,
    )


def receive_piece(
    upload_id: UUID, offset: int, length: int, stream: Readable, vault: Vault, now: datetime
) -> Upload:
    """Take one piece of `length` bytes. Raises WrongOffset, or Refused when it did not arrive."""
    refuse_if(_problems_with_length(length))
    label = Label.new()
    with vault.new_sealer(label) as sealer:
        for part in _read(stream, length):
            sealer.write(part)
        if sealer.size != length:
            raise Refused(
                Problem("cut", "接続が切れました。再開できます。", "送信を再開してください。")
            )
        return _take_piece(upload_id, offset, sealer, vault, now)


@transaction.atomic
def _take_piece(
    upload_id: UUID, offset: int, sealer: Sealer, vault: Vault, now: datetime
) -> Upload:
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload_id)
    if upload.state != Upload.State.RECEIVING or upload.received != offset:
        raise WrongOffset(f"{upload.received} bytes are here, the piece begins at {offset}")
    if offset + sealer.size > upload.size:
        raise Refused(
            Problem("too_long", "予告した大きさを超えています。", "ファイルを選び直してください。")
        )
    blob = sealer.finish()
    UploadPiece.objects.create(
        id=blob.label.document_id,
        upload=upload,
        organisation_id=upload.organisation_id,
        offset=offset,
        size=blob.size,
        sha256=blob.sha256,
        blob=blob.path,
        kek_id=blob.kek_id,
        wrapped_key=blob.wrapped_dek,
    )
    upload.received, upload.touched_at = offset + blob.size, now
    upload.save(update_fields=["received", "touched_at"])
    if upload.received == upload.size:
        _settle(upload, _plaintext(upload, vault), vault)
    return upload


@transaction.atomic
def receive_whole(
    subject: models.Model, name: str, size: int, content: Iterable[bytes], vault: Vault, by: Sender
) -> Upload:
    """A file that came in one request (a browser without JavaScript)."""
    upload = begin_upload(subject, name, size, by)
    discard(upload, vault)
    upload.received = size
    _settle(upload, content, vault)
    return upload


def _settle(upload: Upload, content: Iterable[bytes], vault: Vault) -> None:
    """Put the file together, look through it, and write what became of it."""
    inspection = Inspection(upload.filename)
    with vault.new_sealer(Label(upload.pk)) as sealer:
        for part in content:
            sealer.write(part)
            inspection.see(part)
        sealer.complete()
        upload.media_type, upload.refusal = inspection.conclude()
        if inspection.is_dangerous:
            upload.state = Upload.State.QUARANTINED
        else:
            upload.state = Upload.State.REFUSED if upload.refusal else Upload.State.WHOLE
        if upload.state != Upload.State.REFUSED:
            _name_blob(upload, sealer.publish())
    discard(upload, vault)
    upload.save()


def _name_blob(upload: Upload, blob: SealedBlob) -> None:
    upload.sha256, upload.blob = blob.sha256, blob.path
    upload.kek_id, upload.wrapped_key = blob.kek_id, blob.wrapped_dek


def cancel_upload(upload: Upload, vault: Vault) -> None:
    """The sender gives up: what had arrived is removed, keys first."""
    with transaction.atomic():
        found = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if found.state not in WAITING:
            return
        path, found.state = found.blob, Upload.State.CANCELLED
        found.blob, found.sha256, found.wrapped_key = "", None, None
        found.save()
        discard(found, vault)
    if path:
        vault.remove(path)


def discard(upload: Upload, vault: Vault) -> None:
    """Remove the pieces: the rows with their keys, then the files once that is certain."""
    pieces = UploadPiece.objects.filter(upload=upload)
    paths = list(pieces.values_list("blob", flat=True))
    pieces.delete()
    transaction.on_commit(partial(_remove_all, vault, paths))


def _remove_all(vault: Vault, paths: Iterable[str]) -> None:
    for path in paths:
        vault.remove(path)


def sweep_uploads(vault: Vault, *, now: datetime) -> int:
    """Cancel what nobody has gone on with for a week. Returns how many."""
    stale = Upload.objects.filter(state__in=WAITING, touched_at__lt=now - KEPT_UNFINISHED)
    found = list(stale)
    for upload in found:
        cancel_upload(upload, vault)
    vault.sweep_unfinished(now - timedelta(days=1))
    return len(found)


def blob_of(piece: UploadPiece) -> SealedBlob:
    """What the vault needs to open a piece."""
    return SealedBlob(
        Label(piece.pk), piece.blob, bytes(piece.sha256), piece.size,
        bytes(piece.wrapped_key), piece.kek_id,
    )  # fmt: skip


def _plaintext(upload: Upload, vault: Vault) -> Iterator[bytes]:
    # One question a piece keeps the transaction from being taken for idle.
    for pk in list(upload.pieces.values_list("pk", flat=True)):
        yield from vault.read(blob_of(UploadPiece.objects.get(pk=pk)))


def _problems_with_length(length: int) -> list[Problem]:
    if 0 < length <= settings.UPLOAD_PIECE_BYTES:
        return []
    return [Problem("piece", "送信の単位が正しくありません。", "画面を開き直してください。")]


def _read(stream: Readable, length: int) -> Iterator[bytes]:
    left = length
    while left > 0:
        try:
            part = stream.read(min(READ_BYTES, left))
        except OSError:
            return  # the line was cut; the caller counts what came
        if not part:
            return
        left -= len(part)
        yield part
