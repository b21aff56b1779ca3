"""額の確定 and after, the way back, and the fund itself: by the right people and nobody else."""

import pytest

from tests.browser.journey import books, coming_back, ending
from tests.browser.journey.script import Journey
from tests.browser.journey.traveller import Traveller

JOURNEYS = (*ending.JOURNEYS, *coming_back.JOURNEYS, *books.JOURNEYS)


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.events)
def test_the_right_person_does_it_on_the_pages_and_nobody_else(
    journey: Journey, traveller: Traveller
) -> None:
    traveller.go(journey)
