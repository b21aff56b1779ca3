"""From the inbox to the company's screen: a grant is decided in a browser."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Scene, Window
from workflow.models import Role


def test_a_director_decides_from_the_inbox_and_the_company_sees_it(
    scene: Scene, window: Callable[..., Window]
) -> None:
    page = window().become(scene.world.person(Role.DEPARTMENT_DIRECTOR))
    expect(page.get_by_role("heading", name="自分の番")).to_be_visible()
    case = scene.waiting_number
    page.get_by_role("row").filter(has_text=case).get_by_role("link", name="交付決定").click()
    expect(page.get_by_role("heading", name="記帳される仕訳")).to_be_visible()
    expect(page.get_by_text("120,000,000円").first).to_be_visible()
    expect(page.get_by_text("申請の取下げができる期限")).to_be_visible()
    expect(page.get_by_text("まだ何も記録されていません")).to_be_visible()
    page.get_by_role("button", name="交付を決定する").click()
    expect(page.get_by_text("交付決定を記録しました")).to_be_visible()
    expect(page.locator(".identity .tag")).to_have_text("交付決定")

    outside = window("outside").become(scene.world.company.releaser)
    outside.get_by_role("link", name=case).first.click()
    expect(outside.locator(".identity .tag")).to_have_text("交付決定")
    expect(outside.get_by_text("120,000,000円").first).to_be_visible()


def test_what_was_typed_stays_when_the_act_is_refused(
    scene: Scene, window: Callable[..., Window]
) -> None:
    page = window().become(scene.world.person(Role.CASE_OFFICER))
    page.goto(page.url + f"acts/propose_cancellation/{scene.paid}/")
    page.get_by_label("適正化法17条1項").check()
    page.get_by_label("取消額").fill("９９９，９９９，９９９，９９９")
    page.get_by_label("取消しの理由").fill("試しの理由")
    page.get_by_role("button", name="内容を確かめる").click()
    expect(page.get_by_role("alert")).to_contain_text("取消額は 120,000,000円 まで")
    expect(page.get_by_label("取消額")).to_have_value("９９９，９９９，９９９，９９９")
    expect(page.get_by_label("取消しの理由")).to_have_value("試しの理由")
    page.get_by_label("取消額").fill("20,000,000")
    page.get_by_role("button", name="内容を確かめる").click()
    expect(page.get_by_text("記入した内容")).to_be_visible()
    expect(page.get_by_text("20,000,000円").first).to_be_visible()


def test_nobody_decides_by_an_address_alone(scene: Scene, window: Callable[..., Window]) -> None:
    opened = window()
    page = opened.become(scene.world.person(Role.INTERNAL_AUDITOR))
    answer = page.goto(f"{opened.base}/officer/acts/decide_grant/{scene.waiting}/")
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_role("heading")).to_contain_text("権限では行えません")
