"""Words for acts and for the people who did them."""

from collections.abc import Mapping
from uuid import UUID

from django import template

from workflow.act_forms import title_of
from workflow.models import Person

register = template.Library()


@register.filter
def act_title(act: str) -> str:
    """``交付決定`` of decide_grant."""
    return title_of(act)


@register.filter
def named(people: Mapping[UUID, Person], person: UUID | None) -> str:
    """The name behind an opaque id; ``―`` when there is none."""
    if person is None:
        return "―"
    return people[person].name if person in people else str(person)
