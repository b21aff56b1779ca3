"""Files of an application on the pages: sent by the company, read by NEDO beside the checklist."""

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from grants.acts.begin_review import begin_review
from grants.acts.judge_checklist_item import Judgement, judge_checklist_item
from grants.models import Grant
from grants.views.files import page_number
from tests.deeds import refusal
from tests.grants.attached import PDF, a_draft, filed_with
from tests.grants.pages.conftest import Visit
from tests.grants.stage import FIRST_DAY, StagedWorld
from workflow.models import EvidenceRead, Role

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
REVIEWED = date(2025, 4, 21)


@pytest.fixture
def reviewed(world: StagedWorld, on_day: Callable[[date], None]) -> tuple[Grant, str]:
    """A case under review with a file, and the address of the file's page."""
    world.today = FIRST_DAY
    pk, evidence = filed_with(world)
    world.today = REVIEWED
    world.do(begin_review, pk, True)
    on_day(REVIEWED)
    grant = Grant.objects.get(pk=pk)
    return grant, f"/officer/grants/{grant.number}/files/{evidence}/"


def test_without_a_script_a_file_is_attached_seen_and_taken_out(
    world: StagedWorld, visit: Visit, outside: None, on_day: Callable[[date], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    world.today = FIRST_DAY
    on_day(FIRST_DAY)
    monkeypatch.setattr("workflow.views.sending.moment", lambda: world.now)
    draft = a_draft(world)
    page, client = f"/recipient/applications/{draft.pk}/", visit(world.company.writer)
    file = SimpleUploadedFile("計画書.pdf", PDF)
    answer = client.post(f"{page}uploads/", {"files": file}, follow=True)
    assert answer.redirect_chain[0][0] == f"{page}#files"
    text = answer.content.decode()
    assert "「計画書.pdf」を添付しました" in text
    away = re.search(r'href="(/recipient/acts/remove_application_file/[^"]+)"', text)
    assert away
    asked = client.get(away[1])
    assert "計画書.pdf" in asked.content.decode()
    assert client.get(asked.context["back_url"], follow=True).status_code == 200
    done = client.post(away[1], dict(asked.context["hidden"].items()))
    assert done["Location"].endswith(f"/subjects/grants.applicationdraft/{draft.pk}/")
    assert "添付されたファイルはありません" in client.get(page).content.decode()


def test_a_draft_nobody_saved_takes_no_file_and_says_how(
    world: StagedWorld, visit: Visit, outside: None
) -> None:
    page = "/recipient/applications/6f1e8c1e-8b1c-4a52-9d30-0d8f0a3b6a11/"
    file = SimpleUploadedFile("計画書.pdf", PDF)
    answer = visit(world.company.writer).post(f"{page}uploads/", {"files": file}, follow=True)
    assert "下書きを保存してから添付" in answer.content.decode()


def test_the_case_page_names_the_files_and_leads_beside_the_checklist(
    reviewed: tuple[Grant, str], world: StagedWorld, visit: Visit
) -> None:
    grant, page = reviewed
    client = visit(world.person(Role.CASE_OFFICER))
    assert page in client.get(f"/officer/grants/{grant.number}/").content.decode()
    answer = client.get(page)
    text = answer.content.decode()
    assert f'data="{page}content/#navpanes=0"' in text
    policy = answer["Content-Security-Policy"]
    assert "object-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src" not in client.get("/officer/grants/")["Content-Security-Policy"]


def test_an_item_is_judged_from_the_file_with_its_page_and_opens_there(
    reviewed: tuple[Grant, str], world: StagedWorld, visit: Visit
) -> None:
    grant, page = reviewed
    evidence = grant.application_files.get().evidence_id
    client = visit(world.person(Role.CASE_OFFICER))
    form = client.get(page, {"code": "L1", "file": str(evidence)}).context["form"]
    assert (form["file"].value(), form["evidence"].value()) == (str(evidence), "計画書.pdf")
    given = Judgement("L1", "計画書.pdf", "12頁 表3", (), "MET", "確認した。", evidence)
    world.do(judge_checklist_item, grant.pk, given)
    text = client.get(page, {"code": "L1", "file": str(evidence)}).content.decode()
    assert f'data="{page}content/#navpanes=0&amp;page=12"' in text
    case = client.get(f"/officer/grants/{grant.number}/").content.decode()
    assert f"{page}?code=L1&amp;file={evidence}" in case
    strange = Judgement("L1", "他の資料", "1頁", (), "MET", "確認した。", draft_evidence(world))
    assert set(refusal(world, judge_checklist_item, grant.pk, strange)) == {"file"}


def draft_evidence(world: StagedWorld) -> UUID:
    """A file of another application."""
    today, world.today = world.today, FIRST_DAY
    _, evidence = filed_with(world, PDF + b"9")
    world.today = today
    return evidence


def test_every_reading_is_noted_and_stands(
    reviewed: tuple[Grant, str], world: StagedWorld, visit: Visit
) -> None:
    grant, page = reviewed
    officer = world.person(Role.CASE_OFFICER)
    shown = visit(officer).get(f"{page}content/")
    assert b"".join(shown) == PDF
    assert (shown["Content-Type"], shown["X-Frame-Options"]) == ("application/pdf", "SAMEORIGIN")
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    assert shown["Content-Disposition"].startswith("inline")
    auditor = world.person(Role.INTERNAL_AUDITOR)
    saved = visit(auditor).get(page.replace("officer", "auditor") + "content/?save")
    assert saved["Content-Disposition"].startswith("attachment")
    assert "sandbox" in saved["Content-Security-Policy"]
    reads = EvidenceRead.objects.filter(evidence__application_file__grant=grant)
    assert {(r.person, r.audience, r.how) for r in reads} == {
        (officer, "officer", "OPENED"), (auditor, "auditor", "SAVED"),
    }  # fmt: skip
    assert auditor.name in visit(officer).get(page).content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        reads.update(how="OPENED")


def test_what_a_browser_would_run_or_cannot_show_is_only_saved(
    world: StagedWorld, visit: Visit
) -> None:
    world.today = FIRST_DAY
    client = visit(world.person(Role.CASE_OFFICER))
    pk, evidence = filed_with(world, b"a,b\n1,2\n", "内訳.csv")
    page = f"/officer/grants/{Grant.objects.get(pk=pk).number}/files/{evidence}/"
    assert "画面に表示できません" in client.get(page).content.decode()
    assert client.get(f"{page}content/")["Content-Disposition"].startswith("attachment")
    pk, evidence = filed_with(world, PNG, "配置図.png")
    page = f"/officer/grants/{Grant.objects.get(pk=pk).number}/files/{evidence}/"
    assert '<img class="beside__image"' in client.get(page).content.decode()
    assert client.get(f"{page}content/")["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    ("text", "page"), [("12頁", 12), ("p. 3 表2", 3), ("第４章", 0), ("", 0), ("表紙", 0)]
)
def test_a_page_reference_names_its_first_number(text: str, page: int) -> None:
    assert page_number(text) == page
