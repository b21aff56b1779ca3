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
