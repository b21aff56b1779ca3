"""From the subsidy to the advance, and what ends before: by the right people and nobody else."""

from datetime import date
from uuid import uuid4

import pytest

from tests.browser.journey import carrying_out, first_year
from tests.browser.journey.script import Journey
from tests.browser.journey.traveller import Traveller
from tests.grants.stage import FIRST_DAY
from workflow.models import Role

JOURNEYS = (*first_year.JOURNEYS, *carrying_out.JOURNEYS)


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.events)
def test_the_right_person_does_it_on_the_pages_and_nobody_else(
    journey: Journey, traveller: Traveller
) -> None:
    traveller.go(journey)


def test_control_a_plain_request_of_the_right_person_is_done(traveller: Traveller) -> None:
    """So the others are refused for who they are, not for how they ask."""
    world = traveller.world
    world.today = FIRST_DAY
    case = world.draft().apply()
    officer = traveller.visitor(world.person(Role.CASE_OFFICER), Role.CASE_OFFICER)
    fields = [("key", str(uuid4())), ("is_impartial", "on"), ("step", "confirm")]
    path = f"/officer/acts/begin_review/{case.pk}/"
    status, _ = officer.on(date(2025, 4, 21)).ask("POST", path, fields)
    assert (status, case.grant.state) == (302, "UNDER_REVIEW")
