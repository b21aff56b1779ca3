"""Attaching to an application in a real browser, and reading the file beside the checklist."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from config.testing.fixtures import Committing
from grants.acts.begin_review import begin_review
from grants.acts.judge_checklist_item import Judgement, judge_checklist_item
from grants.models import Grant
from reports.pdf.canvas import Paper
from reports.pdf.pdf_file import PaperMeta
from tests.browser.conftest import NARROW, WIDE, Scene, Window
from tests.browser.test_reading import SIDEWAYS
from tests.grants.attached import filed_with
from tests.grants.stage import FIRST_DAY
from workflow.models import Person, Role

REVIEWED = date(2025, 4, 21)


@dataclass(frozen=True)
class Reviewed:
    """A case under review with a file: plain values, beside a browser nothing asks the database."""

    number: str
    page: str
    officer: Person
    writer: Person


def a_pdf() -> bytes:
    """Three pages, each with its number."""
    paper = Paper(
        PaperMeta(
            title="供給確保計画書", subject="試験", author="株式会社試験電池", paper_number="資料1",
            issued_on=REVIEWED, content_code="0000",
        )
    )  # fmt: skip
    for n in (1, 2, 3):
        if n > 1:
            paper.new_page()
        paper.text(40, 60, f"供給確保計画書　第{n}頁", 20)
    return paper.finish()


@pytest.fixture(scope="module")
def reviewed(scene: Scene, committing: Committing) -> Reviewed:
    """Filed with a PDF; one item is judged from its second page."""
    world = scene.world
    with committing():
        world.today = FIRST_DAY
        pk, evidence = filed_with(world, a_pdf(), "供給確保計画書.pdf")
        world.today = REVIEWED
        world.do(begin_review, pk, True)
        given = Judgement("L1", "供給確保計画書.pdf", "2頁", (), "MET", "確認した。", evidence)
        world.do(judge_checklist_item, pk, given)
        number = Grant.objects.get(pk=pk).number
    officer, writer = world.person(Role.CASE_OFFICER), world.company.writer
    return Reviewed(number, f"/officer/grants/{number}/files/{evidence}/", officer, writer)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_pdf_opens_beside_the_checklist_and_an_item_is_judged_from_it(
    viewport: dict[str, int], reviewed: Reviewed, window: Callable[..., Window]
) -> None:
    opened = window("inside", viewport)
    opened.become(reviewed.officer)
    page = opened.go(f"/officer/grants/{reviewed.number}/")
    page.locator("section", has_text="申請書の添付資料").get_by_role(
        "link", name="供給確保計画書.pdf"
    ).first.click()
    with page.expect_response(lambda answer: answer.url.endswith("/content/")) as shown:
        page.get_by_role("link", name="供給確保計画書.pdf 2頁").click()
    assert shown.value.status == 200
    assert shown.value.headers["content-type"] == "application/pdf"
    data = page.locator("object").get_attribute("data")
    assert data is not None
    assert data.endswith("#navpanes=0&page=2")
    assert not page.evaluate(SIDEWAYS)
    page.get_by_role("textbox", name="ページ").fill("2頁")
    page.get_by_role("combobox", name="判定").select_option("MET")
    page.get_by_role("textbox", name="判定の理由").fill("第2頁で確認した。")
    page.get_by_role("button", name="内容を確かめる").click()
    page.get_by_role("button", name="判定を記録する").click()
    expect(page.get_by_text("審査項目の判定を記録しました。")).to_be_visible()
    expect(page.get_by_role("link", name="供給確保計画書.pdf 2頁")).to_be_visible()


def test_a_company_attaches_while_it_writes_and_nothing_typed_is_lost(
    reviewed: Reviewed, window: Callable[..., Window], tmp_path: Path
) -> None:
    file = tmp_path / "決算書.pdf"
    file.write_bytes(a_pdf())
    opened = window("outside")
    opened.become(reviewed.writer)
    page = opened.go("/recipient/applications/")
    page.get_by_label("事業名").press_sequentially("定置用蓄電池の整備")
    page.get_by_label("事業名").press("Tab")
    expect(page.get_by_text("が保存しました")).to_be_visible(timeout=15_000)
    page.get_by_label("添付するファイル").set_input_files(file)
    page.get_by_role("button", name="ファイルを送信する").click()
    expect(page.get_by_role("row", name="決算書.pdf")).to_be_visible(timeout=15_000)
    assert page.get_by_label("事業名").input_value() == "定置用蓄電池の整備"
    page.get_by_role("link", name="外す").click()
    page.get_by_role("button", name="ファイルを外す").click()
    expect(page.get_by_text("添付されたファイルはありません")).to_be_visible()
