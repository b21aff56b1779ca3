"""遅延・事故報告: at once, with cause and measures; dates move only by a change."""

from dataclasses import replace
from datetime import date

from grants.acts.report_trouble import Trouble, report_trouble
from grants.models import TroubleReport
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.stage import StagedWorld

DAY = date(2025, 7, 7)
GIVEN = Trouble(date(2025, 7, 4), "装置の納入遅れ", "部材の不足", "代替品の調達", date(2026, 4, 30))


def lawful(world: StagedWorld) -> Deed:
    """A delay of three months."""
    return deed(report_trouble, world.case("RUNNING").pk, GIVEN, on=DAY)


def test_the_officers_hear_and_the_date_stands(world: StagedWorld) -> None:
    before = world.case("RUNNING").grant.ends_on
    doing = lawful(world)
    record = perform(world, doing)
    assert told(record) == {"trouble_reported": 1}
    assert TroubleReport.objects.get(grant=doing.args[0]).received_at == world.now
    assert world.case("RUNNING").grant.ends_on == before


def test_every_reason_is_told_at_once(world: StagedWorld) -> None:
    given = replace(GIVEN, cause=" ", occurred_on=date(2025, 8, 1))
    found = refusal(world, report_trouble, world.case("DECIDED").pk, given, on=DAY)
    assert set(found) == {"missing", "occurred_on", "wrong_state"}
