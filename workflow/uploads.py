"""Uploaded files on their way into the vault: encrypted piece by piece as they arrive.

Django's own handlers keep a small file in memory and write a large one, readable, to the temporary
directory. Here nothing readable is written or kept: a view that wants evidence is decorated with
``accepts_evidence``, every other view drops files unread (``RefusingUploadHandler``, which belongs
in ``FILE_UPLOAD_HANDLERS``). What the view does not ``keep`` is gone when the view returns.

Settings: ``EVIDENCE_DIR``, ``EVIDENCE_KEYRING`` (a Keyring), ``EVIDENCE_MAX_BYTES`` for one file
and ``EVIDENCE_MAX_REQUEST_BYTES`` for one request.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, NoReturn, ParamSpec, TypeVar

from django import forms
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from workflow.vault import Label, SealedBlob, Sealer, Vault

__all__ = [
    "EncryptingUploadHandler",
    "EvidenceField",
    "RefusingUploadHandler",
    "UploadedEvidence",
    "accepts_evidence",
    "evidence_vault",
]


if TYPE_CHECKING:
    _UploadedFile = UploadedFile[bytes]
else:
    _UploadedFile = UploadedFile  # not generic at run time

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponseBase]


def evidence_vault() -> Vault:
    """The vault that the settings describe; only for processes that were given its keys."""
    if settings.EVIDENCE_KEYRING is None:
        raise ImproperlyConfigured("this process was given no evidence keys")
    return Vault(settings.EVIDENCE_DIR, settings.EVIDENCE_KEYRING)


class UploadedEvidence(_UploadedFile):
    """A received file of which only the ciphertext exists, not yet visible in the vault.

    ``refusal`` says, for the user, why it cannot be kept; it is empty when it can be.
    ``name`` and ``content_type`` are the sender's claims and prove nothing.
    """

    def __init__(self, sealer: Sealer, *, name: str, content_type: str, refusal: str) -> None:
        super().__init__(name=name, content_type=content_type, size=sealer.size)
        self.refusal = refusal
        self._sealer = sealer

    @property
    def blob(self) -> SealedBlob:
        """Digest, size and label, known before the file is kept."""
        assert self._sealer.blob is not None, self.refusal
        return self._sealer.blob

    def keep(self) -> SealedBlob:
        """Put the file into the vault. Call it before the row that names it is committed.

        A crash between the two leaves a file without a row, which the nightly check removes,
        never a row without its file.
        """
        assert not self.refusal
        return self._sealer.publish()

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The plaintext, decrypted from the vault's ciphertext in pieces of at most 1 MiB."""
        return iter(()) if self.refusal else self._sealer.plaintext()

    def read_whole(self) -> bytes:
        """The whole plaintext in memory; its size is bounded by ``EVIDENCE_MAX_BYTES``."""
        return b"".join(self.chunks())

    def close(self) -> None:
        """Remove the file unless it was kept."""
        self._sealer.abort()


class EncryptingUploadHandler(FileUploadHandler):
    """Feeds each received piece of each file to a Sealer of its own."""

    def __init__(
        self,
        request: HttpRequest | None = None,
        vault: Vault | None = None,
        new_label: Callable[[], Label] = Label.new,
    ) -> None:
        super().__init__(request)
        self._vault = vault or evidence_vault()
        self._new_label = new_label
        self._sealers: list[Sealer] = []
        self._received = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Refuse a request that announces too much before reading it (HTTP 400)."""
        if content_length > settings.EVIDENCE_MAX_REQUEST_BYTES:
            raise RequestDataTooBig(f"{content_length} bytes announced")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a document: its id is made here, since the ciphertext is bound to it."""
        super().new_file(*args, **kwargs)
        self._received = 0
        self._sealers.append(self._vault.new_sealer(self._new_label()))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Encrypt a piece; what exceeds the limit is counted and dropped."""
        self._received += len(raw_data)
        if self._received <= settings.EVIDENCE_MAX_BYTES:
            self._sealers[-1].write(raw_data)

    def file_complete(self, file_size: int) -> UploadedEvidence:
        """Hand over the finished file, or the refused one with its reason."""
        sealer, refusal = self._sealers[-1], ""
        if self._received > settings.EVIDENCE_MAX_BYTES:
            refusal = _too_large(self.file_name or "")
            sealer.abort()
        else:
            sealer.complete()
        return UploadedEvidence(
            sealer,
            name=self.file_name or "",
            content_type=self.content_type or "",
            refusal=refusal,
        )

    def upload_interrupted(self) -> None:
        """The sender stopped in the middle of a file."""
        self.discard()

    def discard(self) -> None:
        """Remove everything that was not kept, finished or not."""
        for sealer in self._sealers:
            sealer.abort()


class RefusingUploadHandler(FileUploadHandler):
    """Drops every file unread: for all views that did not ask for evidence."""

    def new_file(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Skip the file; the rest of the form is read as usual."""
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never reached for a skipped file; drops the data if it is."""

    def file_complete(self, file_size: int) -> None:
        """There is no file."""


def accepts_evidence(view: View[R, P]) -> View[R, P]:
    """Let a view receive files, encrypted; what it does not ``keep`` is removed at its end.

    The handler must be in place before the body is read, and the CSRF check reads the body: hence
    the exemption outside and the same check inside.
    """
    checked = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def receive(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        handler = EncryptingUploadHandler(request)
        request.upload_handlers = [handler]
        try:
            return checked(request, *args, **kwargs)
        finally:
            handler.discard()

    return receive


class EvidenceField(forms.FileField):
    """A form's file field that turns a refusal into the field's error."""

    def to_python(self, data: Any) -> Any:
        """Raises ValidationError for a refused file, besides what FileField refuses."""
        if isinstance(data, UploadedEvidence) and data.refusal:
            raise ValidationError(data.refusal, code="refused")
        return super().to_python(data)


def _too_large(name: str) -> str:
    limit_mb = settings.EVIDENCE_MAX_BYTES // (1024 * 1024)
    return (
        f"「{name}」は1ファイルの上限 {limit_mb} MB を超えているため受け取れません。"
        "ファイルを分割するか、解像度を下げて、もう一度選んでください。"
    )
