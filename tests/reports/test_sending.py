"""Files and workbooks at the outside door's addresses: refusals in words, nothing half done."""

import io
import json
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from pytest_django import Settings

from reports.kit import SHEET, make_kit
from tests.grants.stage import Stage, StagedWorld
from tests.reports.filing import PDF, Filing, begun
from workflow.calendar import JST
from workflow.inspection import EICAR
from workflow.models import Notice, Person, Role, Upload

At = Callable[[Person | None], Client]


@pytest.fixture
def filing(stage: Stage, db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Filing:
    """A report just begun, on its day, at the outside door."""
    found = begun(StagedWorld(**vars(stage.world), stage=stage))
    settings.DOOR, settings.ROOT_URLCONF = "outside", "config.urls_outside"
    now = datetime.combine(found.world.today, time(10), tzinfo=JST)
    for module in ("workflow.door", "workflow.views.sending"):
        monkeypatch.setattr(f"{module}.moment", lambda: now)
    return found


@pytest.fixture
def writer(filing: Filing) -> Client:
    return enter(filing.world.company.writer)


def enter(person: Person, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(person)
    return client


def page_of(filing: Filing, more: str = "") -> str:
    return f"/recipient/reports/{filing.pk}/{more}"


def announce(client: Client, filing: Filing, name: str, size: int) -> Any:
    body = json.dumps({"name": name, "size": size, "fingerprint": "x"})
    return client.post(page_of(filing, "uploads/"), body, content_type="application/json")


def patch(client: Client, url: str, offset: int, content: bytes) -> Any:
    return client.generic(
        "PATCH", url, content, "application/octet-stream", headers={"Upload-Offset": str(offset)}
    )


def send(client: Client, filing: Filing, content: bytes, name: str = "調書.pdf") -> Any:
    """A whole file in one piece."""
    begun_at = announce(client, filing, name, len(content))
    assert begun_at.status_code == 201, begun_at.content
    return patch(client, begun_at.json()["url"], 0, content)


def plain(client: Client, filing: Filing, name: str, content: bytes) -> str:
    """What the page says after a plain form sent a file."""
    file = SimpleUploadedFile(name, content)
    answer = client.post(page_of(filing, "uploads/"), {"files": file}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_file_in_two_pieces_is_attached_when_the_last_one_is_here(
    filing: Filing, writer: Client
) -> None:
    url = announce(writer, filing, "調書.pdf", len(PDF)).json()["url"]
    assert patch(writer, url, 0, PDF[:100]).json()["received"] == 100
    wrong = patch(writer, url, 0, PDF[:100])
    assert (wrong.status_code, wrong.json()["received"]) == (409, 100)
    assert writer.get(url).json()["state"] == "RECEIVING"
    assert writer.get(page_of(filing, "uploads/")).json()["uploads"][0]["received"] == 100
    assert patch(writer, url, 100, PDF[100:]).json()["state"] == "WHOLE"
    assert [file.evidence.filename for file in filing.dossier.files] == ["調書.pdf"]


def test_bad_announcements_and_pieces_are_refused_in_words(filing: Filing, writer: Client) -> None:
    uploads = page_of(filing, "uploads/")
    for body in ("[]", '{"name": "a.pdf"}', '{"name": "a.pdf", "size": "much"}', "\xff"):
        assert writer.post(uploads, body, content_type="application/json").status_code == 400
    for body in ('{"name": "a.pdf", "size": Infinity}', "[" * 100_000):
        assert writer.post(uploads, body, content_type="application/json").status_code == 400
    odd = '{"name": "odd.pdf", "size": 9, "fingerprint": "a\\u0000\\ud800b"}'
    odd_url = writer.post(uploads, odd, content_type="application/json").json()["url"]
    assert writer.delete(odd_url).status_code == 204
    for name, size in (("a.exe", 10), ("a.pdf", 0), ("a.pdf", 10**12)):
        answer = announce(writer, filing, name, size)
        assert answer.status_code == 422
        assert answer.json()["problems"][0].endswith("。")
    url = announce(writer, filing, "a.pdf", 500).json()["url"]
    no_offset = writer.generic("PATCH", url, b"x", "application/octet-stream")
    assert no_offset.status_code == 400
    assert patch(writer, url, 0, b"x" * 501).status_code == 422
    assert patch(writer, url, 0, b"x" * (3 * 2**20)).status_code == 422
    assert writer.put(url).status_code == 405
    assert writer.delete(url).status_code == 204
    assert patch(writer, url, 0, b"x").status_code == 409


def test_a_dangerous_file_is_told_to_the_officer_and_the_report_goes_on(
    filing: Filing, writer: Client
) -> None:
    answer = send(writer, filing, b"%PDF-1.7 " + EICAR)
    assert answer.status_code == 422
    assert "隔離" in answer.json()["problems"][0]
    assert Notice.objects.filter(kind="file_quarantined", subject_id=filing.pk).count() == 1
    assert send(writer, filing, PDF).status_code == 200
    assert filing.save(summary="続けて記入する。").facts["version"] == 2


def test_a_second_copy_is_refused_and_leaves_nothing(filing: Filing, writer: Client) -> None:
    assert send(writer, filing, PDF).status_code == 200
    answer = send(writer, filing, PDF, "別名.pdf")
    assert answer.status_code == 422
    assert "添付済み" in answer.json()["problems"][0]
    assert Upload.objects.get(subject_id=filing.pk, filename="別名.pdf").state == "CANCELLED"


def test_without_a_script_every_file_gets_its_answer(filing: Filing, writer: Client) -> None:
    assert "「請求書.pdf」を添付しました" in plain(writer, filing, "請求書.pdf", PDF)
    assert "空（0バイト）" in plain(writer, filing, "空.pdf", b"")
    assert "受け取れません" in plain(writer, filing, "悪い.exe", b"MZ")
    assert "pdf ではありません" in plain(writer, filing, "違う.pdf", b"GIF89a")
    assert "隔離しました" in plain(writer, filing, "感染.pdf", b"%PDF-" + EICAR)
    assert "「passwd.pdf」" in plain(writer, filing, "../../etc/passwd.pdf", PDF + b"2")
    none = writer.post(page_of(filing, "uploads/"), follow=True).content.decode()
    assert "ファイルが選ばれていません" in none
    assert len(filing.dossier.files) == 2
    assert filing.dossier.uploads == []


def test_who_only_reads_and_who_is_of_another_company_sends_nothing(
    filing: Filing, writer: Client
) -> None:
    url = announce(writer, filing, "a.pdf", 500).json()["url"]
    viewer = enter(filing.world.company.people[Role.RECIPIENT_VIEWER])
    assert announce(viewer, filing, "a.pdf", 10).status_code == 403
    assert patch(viewer, url, 0, b"x").status_code == 403
    assert viewer.delete(url).status_code == 403
    assert viewer.get(page_of(filing)).status_code == 200
    assert viewer.post(page_of(filing, "kit/")).status_code == 403
    stranger = enter(filing.world.other.writer)
    assert announce(stranger, filing, "a.pdf", 10).status_code == 404
    for address in (url, page_of(filing), page_of(filing, "kit/file/")):
        assert stranger.get(address).status_code == 404
    assert stranger.delete(url).status_code == 404


def test_a_forged_request_sends_nothing(filing: Filing, writer: Client) -> None:
    url = announce(writer, filing, "a.pdf", 500).json()["url"]
    forged = enter(filing.world.company.writer, enforce_csrf_checks=True)
    assert announce(forged, filing, "b.pdf", 10).status_code == 403
    assert patch(forged, url, 0, b"x").status_code == 403
    assert forged.delete(url).status_code == 403
    assert forged.post(page_of(filing), {"version": "1"}).status_code == 403


def kit_with(filing: Filing, **cells: Any) -> SimpleUploadedFile:
    """The report's workbook with some answers filled in."""
    book = load_workbook(io.BytesIO(make_kit(filing.dossier)))
    for row in book[SHEET].iter_rows(min_row=5):
        if row[4].value in cells:
            row[1].value = cells[row[4].value]
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("記入.xlsx", out.getvalue())


def test_a_workbook_comes_in_as_a_draft_or_says_which_cells_are_wrong(
    filing: Filing, writer: Client
) -> None:
    kit = page_of(filing, "kit/")
    assert writer.get(f"{kit}file/").content.startswith(b"PK")
    bad = writer.post(kit, {"kit": kit_with(filing, summary="=1+1", progress="半分")})
    assert bad.status_code == 422
    assert "数式は使えません" in bad.content.decode()
    assert filing.report.version == 1
    good = writer.post(kit, {"kit": kit_with(filing, summary="設備を発注した。")}, follow=True)
    assert "下書きに取り込みました" in good.content.decode()
    assert filing.dossier.answers["summary"] == "設備を発注した。"
    assert writer.post(kit).status_code == 422


def test_what_changed_while_the_workbook_was_away_is_joined_by_a_person(
    filing: Filing, writer: Client
) -> None:
    away = kit_with(filing, summary="オフラインの文")
    filing.save(1, by=filing.world.company.releaser, summary="画面の文", delays="なし")
    answer = writer.post(page_of(filing, "kit/"), {"kit": away}, follow=True)
    text = answer.content.decode()
    assert "二つの記入を統合します" in text
    assert "オフラインの文" in text
    assert "画面の文" in text
    assert filing.dossier.answers["summary"] == "画面の文"


def test_who_writes_on_in_what_was_filed_meanwhile_is_told(filing: Filing, writer: Client) -> None:
    client, page = writer, page_of(filing)
    filing.complete().release()
    answer = client.post(page, {})
    assert answer.status_code == 409
    assert "保存できませんでした" in answer.content.decode()
    by_script = client.post(page, {}, headers={"HX-Request": "true"}).content.decode()
    assert by_script.lstrip().startswith('<p id="saved"')
    assert "この報告書は「提出済」です" in by_script
    assert enter(filing.world.company.accountant).post(page, {}).status_code == 403
