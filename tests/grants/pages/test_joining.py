"""A company joins a plan in production: what the officer confirms, and what the company sees."""

from collections.abc import Callable
from datetime import date

from pytest_django import Settings

from grants.acts.record_production_start import record_production_start
from tests.grants.acts.test_record_change_certification import CHANGE, JOINED_ON, STARTED_ON
from tests.grants.pages.conftest import Visit
from tests.grants.pages.typing_in import typed
from tests.grants.plans import NEW_TEXT, PlanWorld
from tests.reports.world import company


def test_its_duties_are_shown_before_the_click_and_to_the_company_after_it(
    plans: PlanWorld, visit: Visit, on_day: Callable[[date], None], settings: Settings
) -> None:
    plans.today, joining = date(2024, 9, 6), company()
    plan = plans.plan(policy_version=NEW_TEXT)
    plans.today = STARTED_ON
    plans.act(record_production_start, plan.pk, STARTED_ON, "生産開始届 p.1")
    plans.today = JOINED_ON
    on_day(JOINED_ON)
    client = visit(plans.people["aoki"])
    url = f"/officer/acts/record_change_certification/{plan.pk}/"
    form = client.get(url).context["form"]
    data = typed(form, (plan.pk, plans.notice(), CHANGE, [joining.organisation]))
    shown = client.post(url, data)
    text = shown.content.decode()
    assert "生産の継続（生産開始から5年以上）" in text
    assert "製品単位のCFPの算定と報告（毎年度）" in text
    done = client.post(url, data | {"step": "confirm"})
    assert done.status_code == 302
    assert "2028年5月10日" in client.get(f"/officer/plans/{plan.pk}/").content.decode()
    settings.DOOR, settings.ROOT_URLCONF = "outside", "config.urls_outside"
    due = visit(joining.writer).get("/recipient/reports/").context["due"]
    cfp = {row.duty.due_on.year: row.state for row in due if row.duty.kind == "PLAN_CFP"}
    assert cfp == dict.fromkeys((2029, 2030, 2031), "SCHEDULED")
