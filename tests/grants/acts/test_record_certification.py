"""認定の通知の受領: the plan is mirrored, the companies are invited, METI's report is dated."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from grants.acts.record_certification import Certification, record_certification
from grants.models import Plan
from grants.plan_contents import contents_of
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import unique
from workflow.models import Role

DAY = date(2025, 4, 7)


def a_notice(world: StagedWorld, **changes: Any) -> Certification:
    """METI's notice of the day."""
    given = Certification(
        world.segment, unique("蓄電池"), unique("製局"), DAY, DAY, date(2024, 3, 26), "蓄電池",
        "生産能力の拡大", 200_000_000,
    )  # fmt: skip
    return replace(given, **changes)


def lawful(world: StagedWorld) -> Deed:
    """A notice that names one company."""
    return deed(record_certification, a_notice(world), (world.company.organisation,), on=DAY)


def test_the_plan_is_certified_and_the_company_invited(world: StagedWorld) -> None:
    doing = lawful(world)
    record = perform(world, doing)
    plan = Plan.objects.get(pk=record.subject_id)
    assert (plan.state, plan.ceiling_yen) == ("CERTIFIED", 200_000_000)
    assert [party.organisation for party in plan.parties.all()] == [world.company.organisation]
    assert told(record) == {"invited_to_apply": 2}


def test_what_the_notice_says_is_kept_by_the_items_of_the_law(world: StagedWorld) -> None:
    said = (("2", "年産3GWhの能力を得る。"), ("5", "自己資金による。"), ("7", " "))
    given = a_notice(world, contents=said)
    parties = (world.company.organisation,)
    record = perform(world, deed(record_certification, given, parties, on=DAY))
    plan = Plan.objects.get(pk=record.subject_id)
    assert plan.contents == {"2": "年産3GWhの能力を得る。", "5": "自己資金による。"}
    shown = dict(contents_of(plan))
    assert shown["取組の目標"] == "年産3GWhの能力を得る。"
    assert (len(shown), shown["取組の実施体制"]) == (8, "")
    client = Client()
    client.force_login(world.person(Role.CASE_OFFICER))
    page = client.get(f"/officer/plans/{plan.pk}/").content.decode()
    assert "年産3GWhの能力を得る。" in page
    assert "取組に関する情報を管理するための体制" in page


def test_what_the_law_does_not_list_is_not_kept(world: StagedWorld) -> None:
    parties = (world.company.organisation,)
    for said in ((("10", "何か"),), (("2", "一"), ("2", "二"))):
        given = a_notice(world, contents=said)
        assert set(refusal(world, record_certification, given, parties, on=DAY)) == {"contents"}


def test_the_yearly_report_to_meti_is_due_three_months_after_the_fiscal_year(
    world: StagedWorld,
) -> None:
    record = perform(world, lawful(world))
    party = Plan.objects.get(pk=record.subject_id).parties.get()
    owed = duty(party.pk, "PLAN_ANNUAL")
    assert owed.organisation == world.company.organisation
    assert (owed.base_on, owed.due_on) == (date(2026, 3, 31), date(2026, 6, 30))
    assert (owed.rule, owed.article) == (
        "年度末の翌日から起算して3か月以内(休日のときは翌営業日)",
        "推進法12条",
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda given: {"ceiling_yen": 0}, "ceiling"),
        (lambda given: {"notice_on": DAY - timedelta(days=1)}, "dates"),
        (lambda given: {"notice_on": DAY + timedelta(days=1)}, "dates"),
    ],
)
def test_a_notice_that_cannot_stand_is_refused(
    world: StagedWorld, change: Callable[[Certification], dict[str, Any]], code: str
) -> None:
    given = a_notice(world)
    bad = replace(given, **change(given))
    parties = [world.company.organisation]
    assert set(refusal(world, record_certification, bad, parties, on=DAY)) == {code}


def test_a_plan_without_a_company_is_refused(world: StagedWorld) -> None:
    assert set(refusal(world, record_certification, a_notice(world), [], on=DAY)) == {"no_party"}


def test_a_company_named_twice_is_refused(world: StagedWorld) -> None:
    parties = [world.company.organisation] * 2
    problems = refusal(world, record_certification, a_notice(world), parties, on=DAY)
    assert set(problems) == {"party_twice"}


def test_a_notice_and_a_plan_are_recorded_once(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    problems = refusal(world, record_certification, *doing.args)
    assert set(problems) == {"notice_known", "plan_known"}
