"""A report filed in a real browser, with a large file over a line that is cut, and without script.

Short: 12 MB. FUND_DRILL=long: 300 MB.
"""

import hashlib
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from config.testing.fixtures import Committing, Doors
from grants.models import Grant
from tests.browser.conftest import NARROW, Scene, Window
from tests.browser.cut_line import CutLine
from tests.browser.test_reading import SIDEWAYS
from tests.drills import rounds
from workflow.models import ActRecord, Obligation, Person, Role

MEBIBYTE = 2**20
LARGE_BYTES = rounds(12, 300) * MEBIBYTE + 12_345
PATIENCE_MS = rounds(180_000, 900_000)
ANSWERS = {
    "as_of": "2025-09-30", "progress": "45", "summary": "設備の据付けを終えた。", "delays": "なし",
    "orders": "検収済み", "production_on": "2026-03-01", "costs_1_actual": "150,000,000",
    "costs_1_forecast": "150,000,000", "costs_2_actual": "２０，０００，０００",
    "costs_2_forecast": "20,000,000", "milestones_1_name": "据付け",
    "milestones_1_planned": "2025-09-30",
}  # fmt: skip


@dataclass(frozen=True)
class Owing:
    """The duties of the scene's company, as plain values."""

    title: str
    plain_title: str
    shared_title: str
    control_title: str
    officer: Person
    writer: Person
    releaser: Person


@pytest.fixture(scope="module")
def owing(scene: Scene, committing: Committing) -> Owing:
    """Four reports due in ten days."""
    with committing():
        grant = Grant.objects.get(pk=scene.paid)
        cut, plain, shared, control = (_owe(grant, p) for p in ("回線", "平文", "二人", "対照"))
        company, officer = scene.world.company, scene.world.person(Role.CASE_OFFICER)
    return Owing(cut, plain, shared, control, officer, company.writer, company.releaser)


def _owe(grant: Grant, period: str) -> str:
    today = timezone.now().date()
    return Obligation.objects.create(
        kind="PROGRESS", title=f"遂行状況報告（{period}）", subject_type="grants.grant",
        subject_id=grant.pk, organisation_id=grant.organisation_id, period_key=period,
        base_on=today, due_on=today + timedelta(days=10), rule="30日以内", article="適正化法12条",
        made_by=ActRecord.objects.filter(subject_id=grant.pk).order_by("acted_at")[0],
    ).title  # fmt: skip


@pytest.fixture(scope="module")
def large_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF by its first bytes; the rest nobody could guess."""
    path = tmp_path_factory.mktemp("large") / "検収調書一式.pdf"
    noise = random.Random(20251231)  # noqa: S311
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        while file.tell() < LARGE_BYTES:
            file.write(noise.randbytes(min(MEBIBYTE, LARGE_BYTES - file.tell())))
    return path


@pytest.fixture
def line(doors: Doors) -> Iterator[CutLine]:
    """A line to the outside door that breaks three times while the file goes over it."""
    cut = CutLine(doors.outside, [LARGE_BYTES * n // 4 for n in (1, 2, 3)], stays_cut=2)
    yield cut
    cut.close()


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def begin(page: Page, title: str) -> None:
    """From the list of what is due to the form."""
    row = page.get_by_role("row").filter(has_text=title)
    row.get_by_role("link", name="作成を始める").click()
    page.get_by_role("button", name="作成を始める").click()
    expect(page.locator("h1")).to_have_text(title)


def fill_in(page: Page) -> None:
    for code, text in ANSWERS.items():
        page.locator(f"#id_{code}").fill(text)


def release(page: Page, base: str, title: str) -> None:
    """The responsible person checks and files; the receipt is on the screen at the end."""
    page.goto(f"{base}/recipient/reports/")
    page.get_by_role("row").filter(has_text=title).get_by_role("link", name="記入を続ける").click()
    page.get_by_role("button", name="保存して内容を確かめる").click()
    expect(page.get_by_text("全ての項目が記入されています")).to_be_visible()
    page.get_by_role("link", name="提出に進む").click()
    expect(page.get_by_text("到達は、提出の記録がサーバで完了した時刻で決まります")).to_be_visible()
    page.get_by_role("button", name="この内容で提出する").click()
    page.get_by_role("link", name="受領書を見る").click()


def refuse_sideways(page: Page) -> None:
    """On a telephone too the page is read downwards only."""
    wide = page.viewport_size
    assert wide is not None
    page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
    assert not page.evaluate(SIDEWAYS)
    page.set_viewport_size(wide)


def wait_for_cuts(page: Page, line: CutLine, count: int) -> None:
    """Until the line broke so often."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while line.cuts < count:
        assert time.monotonic() < deadline, "the file does not get on"
        page.wait_for_timeout(100)


def test_a_report_is_filed_although_the_line_is_cut_three_times_and_the_browser_closed(
    owing: Owing, large_file: Path, line: CutLine, chromium: Browser, window: Callable[..., Window]
) -> None:
    first = chromium.new_context(locale="ja-JP", viewport={"width": 1366, "height": 900})
    page = Window(first.new_page(), line.base).become(owing.writer)
    page.goto(f"{line.base}/recipient/reports/")
    begin(page, owing.title)
    fill_in(page)
    expect(page.locator("#saved")).to_contain_text("保存しました")
    page.locator("#id_files").set_input_files(large_file)
    page.get_by_role("button", name="ファイルを送信する").click()
    # At the second cut the browser is closed; a new one goes on with the same file.
    wait_for_cuts(page, line, 2)
    expect(page.get_by_text("接続が切れました。再開しています")).to_be_visible()
    address = page.url
    first.close()
    line.mend()

    again = window("outside")
    again.base = line.base
    page = again.become(owing.writer)
    page.goto(address)
    expect(page.get_by_text("送信の途中: 検収調書一式.pdf")).to_be_visible()
    for code, text in ANSWERS.items():
        expect(page.locator(f"#id_{code}")).to_have_value(text)
    page.locator("#id_files").set_input_files(large_file)
    page.get_by_role("button", name="ファイルを送信する").click()
    expect(page.get_by_text("送信が完了しました")).to_be_visible(timeout=PATIENCE_MS)
    assert line.cuts == 3
    again.complaints.clear()  # a cut line is a network error in the console, as it should be
    expect(page.locator("#files")).to_contain_text(sha256_of(large_file))
    page.get_by_role("button", name="保存して内容を確かめる").click()
    page.get_by_role("link", name="責任者に回付する").click()
    page.get_by_role("button", name="責任者に回付する").click()

    signing = window("outside")
    page = signing.become(owing.releaser)
    release(page, signing.base, owing.title)
    expect(page.get_by_text("期限内の提出")).to_be_visible()
    expect(page.get_by_text(sha256_of(large_file))).to_be_visible()
    expect(page.get_by_text(f"{LARGE_BYTES:,}")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDFを保存する").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    refuse_sideways(page)

    reading = window()
    page = reading.become(owing.officer)
    page.get_by_role("link", name=owing.title).click()
    expect(page.get_by_role("columnheader", name="前回").first).to_be_visible()
    refuse_sideways(page)
    with page.expect_download() as evidence:
        page.get_by_role("link", name="検収調書一式.pdf").click()
    assert sha256_of(Path(evidence.value.path())) == sha256_of(large_file)
    page.get_by_role("link", name="受理する").click()
    page.get_by_role("button", name="受理する").click()
    expect(page.get_by_text("報告書の受理を記録しました")).to_be_visible()


def test_control_a_plain_form_does_not_outlive_the_cut(
    owing: Owing, large_file: Path, doors: Doors, chromium: Browser
) -> None:
    """Without pieces the same cut loses the file: what the test above shows is theirs."""
    cut = CutLine(doors.outside, [LARGE_BYTES // 2], stays_cut=1)
    context = chromium.new_context(java_script_enabled=False, locale="ja-JP")
    page = Window(context.new_page(), cut.base).become(owing.writer)
    page.goto(f"{cut.base}/recipient/reports/")
    begin(page, owing.control_title)
    address = page.url.replace(cut.base, doors.outside)
    page.locator("#id_files").set_input_files(large_file)
    page.get_by_role("button", name="ファイルを送信する").click(no_wait_after=True)
    wait_for_cuts(page, cut, 1)
    later = context.new_page()
    later.goto(address)
    expect(later.get_by_text("添付されたファイルはありません")).to_be_visible()
    context.close()
    cut.close()


def test_a_report_is_filed_without_javascript(
    owing: Owing, doors: Doors, chromium: Browser, tmp_path: Path
) -> None:
    small = tmp_path / "請求書.pdf"
    small.write_bytes(b"%PDF-1.7\n" + os.urandom(40_000))
    context = chromium.new_context(java_script_enabled=False, locale="ja-JP")
    page = Window(context.new_page(), doors.outside).become(owing.releaser)
    page.goto(f"{doors.outside}/recipient/reports/")
    begin(page, owing.plain_title)
    fill_in(page)
    page.get_by_role("button", name="下書きを保存する").click()
    expect(page.get_by_text("下書きを保存しました")).to_be_visible()
    page.locator("#id_files").set_input_files(small)
    page.get_by_role("button", name="ファイルを送信する").click()
    expect(page.get_by_text("「請求書.pdf」を添付しました")).to_be_visible()
    release(page, doors.outside, owing.plain_title)
    expect(page.get_by_text(sha256_of(small))).to_be_visible()
    context.close()


def test_two_who_write_at_once_see_each_other_and_lose_nothing(
    owing: Owing, window: Callable[..., Window]
) -> None:
    title = owing.shared_title
    finance, engineering = window("outside"), window("outside")
    one = finance.become(owing.writer)
    one.goto(f"{finance.base}/recipient/reports/")
    begin(one, title)
    other = engineering.become(owing.releaser)
    other.goto(one.url)
    one.locator("#id_summary").fill("経理の文")
    expect(one.locator("#saved")).to_contain_text("第2版")
    other.locator("#id_delays").fill("技術が書いた遅れ")
    expect(other.locator("#saved")).to_contain_text("別の人の記入を1項目に反映しました")
    expect(other.locator("#id_summary")).to_have_value("経理の文")
    # Now both write in one field.
    one.locator("#id_delays").fill("経理が書いた遅れ")
    expect(one.locator("#saved")).to_contain_text("見比べて統合する")
    one.get_by_role("link", name="見比べて統合する").click()
    expect(one.get_by_text("二つの記入を統合します")).to_be_visible()
    refuse_sideways(one)
    field = one.locator("#answer-delays")
    expect(field).to_contain_text("技術が書いた遅れ")
    expect(field).to_contain_text("経理が書いた遅れ")
    one.locator("#id_delays").fill("技術と経理が書いた遅れ")
    one.get_by_role("button", name="下書きを保存する").click()
    expect(one.get_by_text("下書きを保存しました（第4版）")).to_be_visible()
    expect(one.locator("#id_summary")).to_have_value("経理の文")
