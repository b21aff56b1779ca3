"""Writing an application: kept as it is typed, with and without a script, and then drawn up."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from grants.models import ApplicationDraft, Grant
from tests.grants.pages.conftest import Visit
from tests.grants.stage import FIRST_DAY, StagedWorld

OnDay = Callable[[date], None]


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_it_is_saved_as_it_is_typed_and_found_again(
    world: StagedWorld, visit: Visit, outside: None, on_day: OnDay
) -> None:
    on_day(FIRST_DAY)
    writer, colleague = visit(world.company.writer), visit(world.company.releaser)
    url = writer.get("/recipient/applications/")["Location"]
    page = writer.get(url).content.decode()
    assert "まだ保存されていません" in page
    assert "hx-post" in page
    typed = {"title": "蓄電池の整備", "item_0": "設備費", "confidential": ["purpose", "lines"]}
    data = {**typed, "revision": "0", "save_key": hidden(page, "save_key")}
    saved = writer.post(url, data, headers={"HX-Request": "true"}).content.decode()
    assert "保存しました（第1版）" in saved
    again = writer.post(url, data, headers={"HX-Request": "true"}).content.decode()
    assert hidden(again, "revision") == "1"
    assert ApplicationDraft.objects.get(organisation=world.company.organisation).revision == 1
    found = colleague.get(url).content.decode()
    assert 'value="蓄電池の整備"' in found
    assert found.count("checked") == 2
    assert "蓄電池の整備" in colleague.get("/recipient/").content.decode()
    # Without a script: a button that saves. On an old revision what was typed stays on the page.
    late = {**data, "save_key": hidden(found, "save_key"), "title": "別の題"}
    answer = colleague.post(url, late)
    assert answer.status_code == 409
    assert "別に保存しています" in answer.content.decode()
    assert 'value="別の題"' in answer.content.decode()
    assert colleague.post(url, {**late, "revision": "1"}).status_code == 302
    assert visit(world.other.writer).get(url).status_code == 404


def test_the_repaired_application_is_offered_as_it_stands(
    world: StagedWorld, visit: Visit, outside: None, on_day: OnDay
) -> None:
    case = world.case("RETURNED")
    on_day(world.today)
    client = visit(case.company.writer)
    shown: Any = client.get(f"/recipient/acts/revise_application/{case.pk}/").context["form"]
    assert shown.initial["requested_yen"] == Grant.objects.get(pk=case.pk).requested_yen
    assert shown.initial["years_0"] == "2025:300000000"
    assert shown.initial["safeguards"]


def test_what_no_keyboard_types_is_told_or_left_out(
    world: StagedWorld, visit: Visit, outside: None, on_day: OnDay
) -> None:
    on_day(FIRST_DAY)
    writer = visit(world.company.writer)
    url = writer.get("/recipient/applications/")["Location"]
    page = writer.get(url).content.decode()
    typed = {"title": "蓄電池\0の整備", "years_0": "፩:1", "cost_0": "多額"}
    data = {**typed, "revision": "0", "save_key": hidden(page, "save_key")}
    assert writer.post(url, data).status_code == 302
    draft = ApplicationDraft.objects.get(organisation=world.company.organisation)
    assert draft.answers["title"] == "蓄電池の整備"
    page = writer.get(url).content.decode()
    data = {**draft.answers, "draft_id": str(draft.pk), "key": hidden(page, "key")}
    answer = writer.post("/recipient/acts/prepare_application/", {**data, "step": "rehearse"})
    assert "のように記入します" in answer.context["form"].errors["years_0"][0]


def test_a_capacity_beyond_every_plant_is_told(
    world: StagedWorld, visit: Visit, outside: None, on_day: OnDay
) -> None:
    case = world.case("RUNNING")
    on_day(world.today)
    client = visit(case.company.releaser)
    url = f"/recipient/acts/file_core_technology_consultation/{case.grant.plan_id}/"
    data = {
        "conduct": "CAPACITY_ABROAD", "technology": "電極の塗工", "counterpart": "架空国",
        "planned_on": "2030-01-01", "capacity_before": "1", "step": "rehearse",
        "key": hidden(client.get(url).content.decode(), "key"),
    }  # fmt: skip
    huge = client.post(url, {**data, "capacity_after": "1" + "0" * 20})
    assert set(huge.context["form"].errors) == {"capacity_after"}
    assert not client.post(url, {**data, "capacity_after": "2"}).context["form"].errors
