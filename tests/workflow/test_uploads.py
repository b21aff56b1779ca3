"""Uploads: encrypted as they arrive, refused in clear words, gone when nobody keeps them."""

import hashlib
import io
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured, RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from workflow.uploads import (
    EncryptingUploadHandler,
    EvidenceField,
    RefusingUploadHandler,
    UploadedEvidence,
    accepts_evidence,
    evidence_vault,
)
from workflow.vault import Keyring, SealedBlob

CANARY = "機微技術情報カナリア".encode()
MEBIBYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def vault_root(settings: Any, tmp_path: Path) -> Path:
    settings.EVIDENCE_DIR = tmp_path / "vault"
    settings.EVIDENCE_KEYRING = Keyring({"2026": b"k" * 32}, "2026")
    settings.EVIDENCE_MAX_BYTES = 6 * MEBIBYTE
    settings.EVIDENCE_MAX_REQUEST_BYTES = 20 * MEBIBYTE
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path / "vault"


def upload(content: bytes, name: str = "検査調書.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def post(**fields: Any) -> HttpRequest:
    request = RequestFactory().post("/", fields)
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    return request


class BrokenLine(io.BytesIO):
    """A connection that ends with an error instead of an end."""

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        if not data:
            raise ConnectionResetError
        return data


def raw_post(body: bytes, line: io.BytesIO) -> HttpRequest:
    environment: dict[str, Any] = {"wsgi.input": line}
    request = RequestFactory().generic("POST", "/", body, MULTIPART_CONTENT, **environment)
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    return request


def received(request: HttpRequest, field: str = "file") -> UploadedEvidence:
    evidence = request.FILES[field]
    assert isinstance(evidence, UploadedEvidence)
    return evidence


def files_under(root: Path) -> list[Path]:
    return [place for place in root.rglob("*") if place.is_file()]


class Form(forms.Form):
    title = forms.CharField()
    file = EvidenceField()


class TestAViewThatAcceptsEvidence:
    def test_keeps_a_five_megabyte_file_and_can_read_it_again(self) -> None:
        content = os.urandom(5_000_000)
        kept: list[SealedBlob] = []

        @accepts_evidence
        def view(request: HttpRequest) -> HttpResponse:
            assert request.POST["title"] == "証ひょう"
            kept.append(received(request).keep())
            return HttpResponse()

        view(post(title="証ひょう", file=upload(content)))
        assert evidence_vault().read_whole(kept[0]) == content
        assert kept[0].sha256 == hashlib.sha256(content).digest()

    def test_sees_name_size_and_content_before_it_keeps_the_file(self) -> None:
        @accepts_evidence
        def view(request: HttpRequest) -> HttpResponse:
            evidence = received(request)
            assert (evidence.name, evidence.size) == ("検査調書.pdf", 8)
            assert evidence.read_whole() == b"%PDF-1.7"
            assert evidence.blob.sha256 == hashlib.sha256(b"%PDF-1.7").digest()
            return HttpResponse()

        view(post(file=upload(b"%PDF-1.7")))

    def test_leaves_nothing_of_a_file_it_did_not_keep(self, vault_root: Path) -> None:
        @accepts_evidence
        def view(request: HttpRequest) -> HttpResponse:
            assert received(request).size == 3
            return HttpResponse()

        view(post(file=upload(b"abc")))
        assert files_under(vault_root) == []

    def test_leaves_nothing_when_it_fails(self, vault_root: Path) -> None:
        @accepts_evidence
        def view(request: HttpRequest) -> HttpResponse:
            assert received(request).blob
            raise LookupError

        with pytest.raises(LookupError):
            view(post(file=upload(b"abc")))
        assert files_under(vault_root) == []

    def test_still_checks_the_forgery_token(self, vault_root: Path) -> None:
        @accepts_evidence
        def view(request: HttpRequest) -> HttpResponse:
            received(request).keep()
            return HttpResponse()

        assert view(RequestFactory().post("/", {"file": upload(b"abc")})).status_code == 403
        assert files_under(vault_root) == []

    def test_passes_with_the_forgery_token_in_the_form(self, settings: Any) -> None:
        @accepts_evidence
        def view(request: HttpRequest) -> HttpResponse:
            received(request).keep()
            return HttpResponse()

        visitor = RequestFactory()
        page = visitor.get("/")
        token = get_token(page)
        visitor.cookies[settings.CSRF_COOKIE_NAME] = page.META["CSRF_COOKIE"]
        request = visitor.post("/", {"file": upload(b"abc"), "csrfmiddlewaretoken": token})
        assert view(request).status_code == 200

    def test_keeps_several_files_apart(self) -> None:
        @accepts_evidence
        def view(request: HttpRequest) -> HttpResponse:
            one, two = received(request, "one"), received(request, "two")
            assert one.blob.label != two.blob.label
            assert (one.read_whole(), two.read_whole()) == (b"1", b"22")
            return HttpResponse()

        view(post(one=upload(b"1"), two=upload(b"22")))


class TestNothingReadableIsWritten:
    def test_a_canary_is_nowhere_on_disk_during_and_after_the_upload(
        self, tmp_path: Path, vault_root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

        @accepts_evidence
        def view(request: HttpRequest) -> HttpResponse:
            evidence = received(request)
            during = files_under(tmp_path)
            assert len(during) == 1
            assert not any(CANARY in place.read_bytes() for place in during)
            evidence.keep()
            return HttpResponse()

        view(post(file=upload(CANARY * 150_000)))
        after = files_under(tmp_path)
        assert [place.parent.parent for place in after] == [vault_root]
        assert not any(CANARY in place.read_bytes() for place in after)

    def test_a_view_that_did_not_ask_for_files_gets_none_and_none_is_written(
        self, tmp_path: Path
    ) -> None:
        request = post(title="証ひょう", file=upload(CANARY * 300_000))
        assert isinstance(request.upload_handlers[0], RefusingUploadHandler)
        assert request.POST["title"] == "証ひょう"
        assert not request.FILES
        assert files_under(tmp_path) == []

    def test_a_sender_who_stops_in_the_middle_leaves_nothing(self, vault_root: Path) -> None:
        @accepts_evidence
        def view(request: HttpRequest) -> HttpResponse:
            return HttpResponse(str(len(request.FILES)))

        body = encode_multipart(BOUNDARY, {"file": upload(b"x" * 3_000_000)})
        request = raw_post(body, BrokenLine(body[:2_000_000]))
        with pytest.raises(UnreadablePostError):
            view(request)
        assert files_under(vault_root) == []


class TestLimits:
    def test_a_file_over_the_limit_is_refused_in_words_that_name_the_limit(
        self, vault_root: Path
    ) -> None:
        @accepts_evidence
        def view(request: HttpRequest) -> HttpResponse:
            evidence = received(request)
            assert "6 MB" in evidence.refusal
            assert "検査調書.pdf" in evidence.refusal
            form = Form(request.POST, request.FILES)
            assert form.errors["file"] == [evidence.refusal]
            assert files_under(vault_root) == []
            with pytest.raises(AssertionError):
                evidence.keep()
            return HttpResponse()

        view(post(title="t", file=upload(b"x" * (6 * MEBIBYTE + 1))))

    def test_a_file_of_exactly_the_limit_is_accepted(self) -> None:
        @accepts_evidence
        def view(request: HttpRequest) -> HttpResponse:
            form = Form(request.POST, request.FILES)
            assert form.is_valid(), form.errors
            assert form.cleaned_data["file"].keep().size == 6 * MEBIBYTE
            return HttpResponse()

        view(post(title="t", file=upload(b"x" * (6 * MEBIBYTE))))

    def test_one_file_too_large_does_not_spoil_the_others(self) -> None:
        @accepts_evidence
        def view(request: HttpRequest) -> HttpResponse:
            assert received(request, "large").refusal
            assert received(request, "small").read_whole() == b"abc"
            return HttpResponse()

        view(post(large=upload(b"x" * 7 * MEBIBYTE), small=upload(b"abc")))

    def test_a_request_that_announces_too_much_is_refused_unread(
        self, vault_root: Path, settings: Any
    ) -> None:
        settings.EVIDENCE_MAX_REQUEST_BYTES = 1000

        @accepts_evidence
        def view(request: HttpRequest) -> HttpResponse:
            return HttpResponse(str(len(request.FILES)))

        with pytest.raises(RequestDataTooBig):
            view(post(file=upload(b"x" * 2000)))
        assert not vault_root.exists()

    def test_an_empty_file_is_received_and_a_form_refuses_it(self) -> None:
        @accepts_evidence
        def view(request: HttpRequest) -> HttpResponse:
            assert received(request).read_whole() == b""
            assert "file" in Form(request.POST, request.FILES).errors
            return HttpResponse()

        view(post(title="t", file=upload(b"")))

    def test_a_file_name_cannot_name_a_place(self) -> None:
        @accepts_evidence
        def view(request: HttpRequest) -> HttpResponse:
            assert received(request).name == "passwd"
            return HttpResponse()

        body = encode_multipart(BOUNDARY, {"file": upload(b"abc", name="NAME")})
        body = body.replace(b"NAME", b"../../etc/passwd")
        view(raw_post(body, io.BytesIO(body)))


def test_a_process_without_evidence_keys_has_no_vault(settings: Any) -> None:
    settings.EVIDENCE_KEYRING = None
    with pytest.raises(ImproperlyConfigured):
        evidence_vault()


def test_the_handler_used_alone_gives_up_its_files_when_they_are_closed(vault_root: Path) -> None:
    request = post(file=upload(b"abc"))
    request.upload_handlers = [EncryptingUploadHandler(request)]
    assert received(request).size == 3
    assert len(files_under(vault_root)) == 1
    request.close()
    assert files_under(vault_root) == []
