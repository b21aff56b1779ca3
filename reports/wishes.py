"""How people want to be reminded. A wish changes nothing of a case, so it is no act."""

from workflow.models import Person, ReminderChoice


def way_of(person: Person) -> str:
    """What the person chose."""
    found = ReminderChoice.objects.filter(person=person).values_list("way", flat=True).first()
    return found or ReminderChoice.Way.EACH


def choose_way(person: Person, way: str) -> None:
    """Keep the choice; it counts from the next run on."""
    ReminderChoice.objects.update_or_create(person=person, defaults={"way": way})
