"""Files in pieces: nothing readable on disk, nothing lost by a cut, nothing left behind."""

import hashlib
import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.people import Company, new_company
from workflow.incoming import (
    Sender,
    WrongOffset,
    begin_upload,
    blob_of,
    cancel_upload,
    receive_piece,
    receive_whole,
    sweep_uploads,
)
from workflow.keyring import Keyring
from workflow.models import Upload
from workflow.problems import Refused
from workflow.vault import Label, SealedBlob, Vault

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CANARY = "機微技術情報カナリア".encode()
KIB = 1024

pytestmark = pytest.mark.django_db


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault", Keyring({"2026": b"k" * 32}, "2026"))


@pytest.fixture
def company() -> Company:
    return new_company("甲電池")


def sender(company: Company) -> Sender:
    return Sender(company.writer, company.organisation, NOW)


def begin(company: Company, content: bytes, name: str = "調書.pdf") -> Upload:
    return begin_upload(company.organisation, name, len(content), sender(company), "print")


def send(
    upload: Upload, content: bytes, vault: Vault, piece: int = 64 * KIB, until: int | None = None
) -> Upload:
    """Send pieces from where the upload stands."""
    while upload.received < (len(content) if until is None else until):
        part = content[upload.received : upload.received + piece]
        upload = receive_piece(upload.pk, upload.received, len(part), io.BytesIO(part), vault, NOW)
    return upload


def files_under(root: Path) -> list[Path]:
    return [place for place in root.rglob("*") if place.is_file()]


def test_a_file_in_pieces_comes_out_whole_with_the_digest_of_its_plaintext(
    company: Company, vault: Vault, django_capture_on_commit_callbacks: Any
) -> None:
    content = b"%PDF-1.7" + CANARY + os.urandom(3 * 2**20 // 2)
    with django_capture_on_commit_callbacks(execute=True):
        upload = send(begin(company, content), content, vault)
    assert (upload.state, upload.received) == ("WHOLE", len(content))
    assert upload.sha256 == hashlib.sha256(content).digest()
    assert upload.wrapped_key is not None
    blob = SealedBlob(
        Label(upload.pk), upload.blob, bytes(upload.sha256), upload.size,
        bytes(upload.wrapped_key), upload.kek_id,
    )  # fmt: skip
    assert vault.read_whole(blob) == content
    assert not upload.pieces.exists()
    assert [p.relative_to(vault.root).as_posix() for p in files_under(vault.root)] == [upload.blob]


def test_no_piece_is_readable_on_disk(company: Company, vault: Vault) -> None:
    content = b"%PDF-" + CANARY * 9_000
    upload = send(begin(company, content), content, vault, until=128 * KIB)
    assert upload.received == 128 * KIB
    stored = b"".join(place.read_bytes() for place in files_under(vault.root))
    assert len(stored) > 128 * KIB
    assert CANARY not in stored
    assert vault.read_whole(blob_of(upload.pieces.all()[0])) == content[: 64 * KIB]


def test_a_cut_piece_does_not_count_and_the_same_file_goes_on_after_it(
    company: Company, vault: Vault
) -> None:
    content = b"%PDF-" + os.urandom(200 * KIB)
    upload = send(begin(company, content), content, vault, until=64 * KIB)
    part = content[64 * KIB : 128 * KIB]
    with pytest.raises(Refused, match="再開できます"):
        receive_piece(upload.pk, 64 * KIB, len(part), io.BytesIO(part[:1000]), vault, NOW)
    again = begin(company, content)
    assert (again.pk, again.received) == (upload.pk, 64 * KIB)
    assert send(again, content, vault).state == "WHOLE"


def test_a_piece_that_begins_elsewhere_is_refused_and_twice_is_once(
    company: Company, vault: Vault
) -> None:
    content = b"%PDF-" + os.urandom(200 * KIB)
    upload = send(begin(company, content), content, vault, until=64 * KIB)
    for offset in (0, 64 * KIB + 1, 10**12):
        with pytest.raises(WrongOffset):
            receive_piece(upload.pk, offset, 10, io.BytesIO(b"x" * 10), vault, NOW)
    assert Upload.objects.get(pk=upload.pk).received == 64 * KIB
    long = io.BytesIO(b"x" * 300 * KIB)
    with pytest.raises(Refused, match="予告した大きさ"):
        receive_piece(upload.pk, 64 * KIB, 300 * KIB, long, vault, NOW)


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("a.pdf", 0, "empty"), ("a.pdf", -5, "empty"), ("a.exe", 10, "name"),
        ("a.pdf", 501 * 2**20, "too_large"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_not_begun(
    company: Company, name: str, size: int, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        begin_upload(company.organisation, name, size, sender(company))
    assert {problem.code for problem in refused.value.problems} == {code}
    assert all(problem.cure for problem in refused.value.problems)


def test_nobody_fills_the_disk_with_files_begun(company: Company, vault: Vault) -> None:
    for number in range(2):
        begin_upload(company.organisation, f"{number}.pdf", 500 * 2**20, sender(company))
    with pytest.raises(Refused, match="多すぎます"):
        begin_upload(company.organisation, "2.pdf", 1000, sender(company))


def test_a_bad_file_leaves_nothing_but_the_reason(
    company: Company, vault: Vault, django_capture_on_commit_callbacks: Any
) -> None:
    content = b"<html>" + bytes(1000)
    with django_capture_on_commit_callbacks(execute=True):
        upload = send(begin(company, content), content, vault)
    assert upload.state == "REFUSED"
    assert "pdf ではありません" in upload.refusal
    assert files_under(vault.root) == []


def test_a_cancelled_upload_and_a_forgotten_one_are_cleared_away(
    company: Company, vault: Vault, django_capture_on_commit_callbacks: Any
) -> None:
    content = b"%PDF-" + os.urandom(200 * KIB)
    with django_capture_on_commit_callbacks(execute=True):
        upload = send(begin(company, content), content, vault, until=64 * KIB)
        cancel_upload(upload, vault)
        forgotten = send(begin(company, content, "別.pdf"), content, vault, until=64 * KIB)
        assert sweep_uploads(vault, now=NOW + timedelta(days=6)) == 0
        assert sweep_uploads(vault, now=NOW + timedelta(days=8)) >= 1
    assert files_under(vault.root) == []
    assert Upload.objects.get(pk=forgotten.pk).state == "CANCELLED"
    cancel_upload(upload, vault)  # again is harmless


def test_a_whole_file_takes_the_place_of_one_half_sent(company: Company, vault: Vault) -> None:
    content = b"%PDF-" + os.urandom(100 * KIB)
    half = begin_upload(company.organisation, "調書.pdf", len(content), sender(company))
    send(half, content, vault, until=64 * KIB)
    whole = receive_whole(
        company.organisation, "調書.pdf", len(content), [content], vault, sender(company)
    )
    assert (whole.pk, whole.state) == (half.pk, "WHOLE")


def test_the_database_holds_an_upload_to_what_it_said(company: Company) -> None:
    upload = begin(company, bytes(1000))
    with pytest.raises(DatabaseError, match="an upload stands as received"), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(size=2000)
    with pytest.raises(DatabaseError, match="whole_upload_is_whole"), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(state="WHOLE")
    with pytest.raises(DatabaseError, match="no_more_received"), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(received=1001)
