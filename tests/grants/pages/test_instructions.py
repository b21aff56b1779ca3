"""An instruction on a delay, as the company and the officer see it."""

from tests.deeds import perform
from tests.grants.acts.test_instruct_on_trouble import DEMAND, lawful, trouble
from tests.grants.pages.conftest import Visit
from tests.grants.stage import StagedWorld
from workflow.models import Role


def test_the_company_sees_it_and_its_day(world: StagedWorld, visit: Visit, outside: None) -> None:
    record = perform(world, lawful(world))
    client = visit(world.company.writer)
    case = world.case("RUNNING")
    text = client.get(f"/recipient/grants/{case.grant.number}/").content.decode()
    assert DEMAND in text
    assert "指示の履行（第1号）" in text
    place = client.get(f"/recipient/subjects/grants.troubleinstruction/{record.subject_id}/")
    assert place["Location"].endswith(f"/grants/{case.grant.number}/")


def test_the_officer_is_offered_it_beside_the_report(world: StagedWorld, visit: Visit) -> None:
    told = trouble(world)
    client = visit(world.person(Role.CASE_OFFICER))
    text = client.get(f"/officer/grants/{told.grant.number}/").content.decode()
    assert f"/officer/acts/instruct_on_trouble/{told.pk}/" in text
    asked = client.get(f"/officer/acts/instruct_on_trouble/{told.pk}/").content.decode()
    assert "代替品の調達" in asked
