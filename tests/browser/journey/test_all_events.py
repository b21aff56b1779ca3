"""Every one of the 44 events is travelled, by each of its acts."""

from tests.browser.journey import test_and_back, test_there
from workflow.events import EVENTS

JOURNEYS = (*test_there.JOURNEYS, *test_and_back.JOURNEYS)


def test_every_event_and_each_of_its_acts_is_travelled() -> None:
    travelled = {(leg.event, step.act) for j in JOURNEYS for leg in j.legs for step in leg.steps}
    known = {(event.number, act) for event in EVENTS for act in event.acts}
    assert known - travelled == set()
    assert {number for number, _ in travelled} == {event.number for event in EVENTS}
