"""A company writes its application in a browser: kept as it is typed, in every window."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Scene, Window


def test_an_application_is_kept_as_it_is_typed(scene: Scene, window: Callable[..., Window]) -> None:
    page = window("outside").become(scene.world.other.writer)
    page.get_by_role("link", name="交付案件").first.click()
    page.goto(page.url.split("/recipient/")[0] + "/recipient/applications/")
    expect(page.get_by_text("まだ保存されていません")).to_be_visible()
    page.get_by_label("事業名").fill("定置用蓄電池の整備")
    page.get_by_role("textbox", name="目的及び内容").fill("生産設備の導入。")
    page.get_by_label("完了予定日").click()
    expect(page.get_by_text("保存しました（第")).to_be_visible()
    address = page.url

    again = window("outside").become(scene.world.other.releaser)
    again.goto(address)
    expect(again.get_by_label("事業名")).to_have_value("定置用蓄電池の整備")
    again.get_by_role("button", name="内容を確かめる").click()
    expect(again.get_by_role("alert")).to_be_visible()
    expect(again.get_by_label("事業名")).to_have_value("定置用蓄電池の整備")
