"""Looking at every kind of page: nothing scrolls sideways, and a figure leads to its source."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE, Scene, Window
from workflow.models import Role

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def inside_pages(scene: Scene) -> list[str]:
    fund = f"/officer/fund/{scene.fund}"
    return [
        "/officer/",
        "/officer/grants/",
        f"/officer/grants/{scene.number}/",
        "/officer/plans/",
        f"/officer/plans/{scene.plan}/",
        "/officer/papers/",
        "/officer/reports/",
        f"{fund}/",
        f"{fund}/months/2025/",
        f"{fund}/trial-balance/",
        f"{fund}/accounts/1101/",
        f"{fund}/accounts/B300/",
        f"{fund}/entries/",
        f"{fund}/statement/202506/",
        f"{fund}/differences/",
        f"{fund}/holdings/",
        f"{fund}/ladder/",
        f"{fund}/vouchers/",
        "/officer/fund/stray-receipts/",
        "/officer/fund/endowments/",
        "/officer/fund/plans/2025/",
        "/officer/fund/closes/2025/",
        f"/officer/acts/propose_change/{scene.paid}/",
        f"/officer/acts/propose_cancellation/{scene.paid}/",
        "/officer/acts/record_certification/",
    ]


def outside_pages(scene: Scene) -> list[str]:
    return [
        "/recipient/",
        "/recipient/grants/",
        f"/recipient/grants/{scene.number}/",
        f"/recipient/grants/{scene.number}/entries/",
        "/recipient/notices/",
        "/recipient/papers/",
        "/recipient/reports/",
        "/recipient/acts/prepare_application/",
        f"/recipient/acts/report_completion/{scene.paid}/",
    ]


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_page_inside_scrolls_sideways(
    viewport: dict[str, int], scene: Scene, window: Callable[..., Window]
) -> None:
    opened = window("inside", viewport)
    opened.become(scene.world.person(Role.CASE_OFFICER))
    for path in inside_pages(scene):
        page = opened.go(path)
        assert not page.evaluate(SIDEWAYS), path
        expect(page.locator("h1")).to_have_count(1)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_page_outside_scrolls_sideways(
    viewport: dict[str, int], scene: Scene, window: Callable[..., Window]
) -> None:
    opened = window("outside", viewport)
    opened.become(scene.world.company.releaser)
    for path in outside_pages(scene):
        page = opened.go(path)
        assert not page.evaluate(SIDEWAYS), path
        expect(page.locator("h1")).to_have_count(1)


def test_two_long_names_stand_side_by_side(scene: Scene, window: Callable[..., Window]) -> None:
    """The system's and a company's officer's, on a narrow screen."""
    opened = window("outside", NARROW)
    page = opened.become(scene.world.company.people[Role.RECIPIENT_RELEASER])
    name = page.locator(".person__name")
    for said in ("青葉セル工業 責任者", "カテナグリッドマテリアルズ 報告担当代理"):
        name.evaluate("(name, said) => { name.textContent = said }", said)
        # A box ends where it may; a line of text that is too long goes on past it.
        assert page.evaluate(
            """() => {
                const text = document.createRange();
                text.selectNodeContents(document.querySelector(".brand__name"));
                const person = document.querySelector(".person").getBoundingClientRect();
                return text.getBoundingClientRect().right <= person.left;
            }"""
        ), said
        assert not page.evaluate(SIDEWAYS)


def test_a_heading_does_not_stick_to_the_table_above_it(
    scene: Scene, window: Callable[..., Window]
) -> None:
    opened = window()
    opened.become(scene.world.person(Role.EXTERNAL_AUDITOR))
    page = opened.go(f"/auditor/fund/{scene.fund}/accounts/B300/")
    table = page.get_by_role("region", name="交付決定残の元帳").bounding_box()
    heading = page.get_by_role("heading", name="案件ごとの内訳").bounding_box()
    assert table is not None
    assert heading is not None
    assert heading["y"] - (table["y"] + table["height"]) >= 16


def test_a_figure_leads_to_its_source_in_three_clicks(
    scene: Scene, window: Callable[..., Window]
) -> None:
    opened = window()
    opened.become(scene.world.person(Role.EXTERNAL_AUDITOR))
    page: Page = opened.go(f"/auditor/fund/{scene.fund}/months/2025/")
    page.get_by_role("link", name="△50,000,000").click()  # the figure → the account
    expect(page.locator("h1")).to_have_text("普通預金（基金専用口座）")
    row = page.get_by_role("row").filter(has_text="概算払")
    row.get_by_role("link").first.click()  # the account → the entry
    expect(page.locator("h1")).to_have_text("概算払")
    expect(page.get_by_text("直前の仕訳のハッシュ")).to_be_visible()
    page.get_by_role("link", name="支払の起案").click()  # the entry → its source
    expect(page.get_by_text("内容とハッシュが一致")).to_be_visible()
    expect(page.get_by_text("50,000,000円").first).to_be_visible()


def test_the_keyboard_reaches_the_next_step(scene: Scene, window: Callable[..., Window]) -> None:
    opened = window()
    page = opened.become(scene.world.person(Role.CASE_OFFICER))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ移動")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
