"""What holds for every act, shown by performing the lawful deed of each one's own test."""

import importlib
import pkgutil
import uuid
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from importlib.util import find_spec
from typing import Any

import pytest

import fund.acts
import grants.acts
import reports.acts
from tests.deeds import Deed, perform
from tests.grants import plan_deeds
from tests.grants.stage import StagedWorld
from tests.people import RECIPIENT_ROLES, hire
from tests.traces import nothing_changes
from workflow.act import ACTS
from workflow.authority import AUTHORITY
from workflow.models import ActRecord, Membership, Person, Role
from workflow.problems import Refused
from workflow.rehearsal import rehearse


def deeds() -> dict[str, Callable[[StagedWorld], Deed]]:
    """The lawful deed of each act, told in its own test module; METI's side has one for all."""
    found = dict(plan_deeds.DEEDS)
    for room in (grants.acts, fund.acts, reports.acts):
        for module in pkgutil.iter_modules(room.__path__):
            path = f"tests.{room.__name__.replace('.acts', '')}.acts.test_{module.name}"
            tests = importlib.import_module(path) if find_spec(path) else None
            if tests is not None and hasattr(tests, "lawful"):
                found[module.name] = tests.lawful
    return found


DEEDS = deeds()
OUTSIDE = [name for name in DEEDS if AUTHORITY[name][0] in RECIPIENT_ROLES]


def lawful(name: str, world: StagedWorld) -> Deed:
    """The deed, with the world on its day."""
    doing = DEEDS[name](world)
    world.today = doing.on or world.today
    return doing


def actor_of(world: StagedWorld, doing: Deed) -> Person:
    """Who performs the deed lawfully."""
    return doing.by or world.person(AUTHORITY[doing.name][0])


def codes_refused(
    world: StagedWorld, doing: Deed, person: Person, key: str | None = None
) -> set[str]:
    """The problems with which somebody is refused."""
    with pytest.raises(Refused) as refused:
        world.do(doing.act, *doing.args, by=person, key=key)
    return {problem.code for problem in refused.value.problems}


def altered(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same arguments but for the first, which is another of its kind."""
    return (_other(args[0]), *args[1:])


def _other(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() | tuple():
            return value * 2
        case date():
            return value + timedelta(days=1)
        case uuid.UUID():
            return uuid.uuid4()
    assert is_dataclass(value)
    assert not isinstance(value, type)
    part = fields(value)[0].name
    return replace(value, **{part: _other(getattr(value, part))})


def test_every_grants_act_tells_its_lawful_deed() -> None:
    acts = {module.name for module in pkgutil.iter_modules(grants.acts.__path__)}
    assert acts <= set(DEEDS)


@pytest.mark.parametrize("name", DEEDS)
def test_an_act_is_refused_to_everybody_else_rehearsed_without_a_trace_and_done_once(
    name: str, world: StagedWorld
) -> None:
    doing = lawful(name, world)
    refused_to_everybody_else(world, doing)
    done_once(world, doing)


def refused_to_everybody_else(world: StagedWorld, doing: Deed) -> None:
    """Who is not entitled is told so, whose case it is not finds nothing; a rehearsal is undone."""
    name = doing.name
    others = {role: world.person(role) for role in Role if role not in AUTHORITY[name]}
    strangers = hired_in_vain(world, doing)
    with nothing_changes():
        for who, person in (others | strangers).items():
            assert codes_refused(world, doing, person) == {"not_entitled"}, who
        if name in OUTSIDE:
            stranger = world.person(AUTHORITY[name][0], world.other)
            assert codes_refused(world, doing, stranger) <= {"not_found", "not_party"}
        rehearsal = rehearse(lambda: perform(world, doing, key="rehearsed"))
    assert rehearsal.problems == ()
    assert rehearsal.records[0].act == name
    assert not ActRecord.objects.filter(key="rehearsed").exists()


def done_once(world: StagedWorld, doing: Deed) -> None:
    """The same call again finds what was done; another one under its key is refused."""
    name, actor = doing.name, actor_of(world, doing)
    record = perform(world, doing, key="k")
    assert (record.act, record.key, record.acted_at) == (name, "k", world.now)
    assert record.actor == actor
    assert ACTS[name].act_name == name
    colleague = hire(world.company.organisation, AUTHORITY[name][0])
    today = world.today
    with nothing_changes():
        world.today += timedelta(days=1)
        again = world.do(doing.act, *doing.args, by=actor, key="k")
        assert again.pk == record.pk
        world.today = today
        other = replace(doing, args=altered(doing.args))
        assert codes_refused(world, other, actor, key="k") == {"key_reused"}
        assert codes_refused(world, doing, colleague, key="k") == {"key_reused"}


def hired_in_vain(world: StagedWorld, doing: Deed) -> dict[str, Person]:
    """Who has left, was dismissed, has not begun, or holds the entitled role elsewhere."""
    role = AUTHORITY[doing.name][0]
    home = actor_of(world, doing).memberships.get().organisation
    strange = world.people[Role.CASE_OFFICER].memberships.get().organisation
    if role not in RECIPIENT_ROLES:
        strange = world.company.organisation
    gone = hire(home, role, until=world.today - timedelta(days=1))
    dismissed = hire(home, role)
    Person.objects.filter(pk=dismissed.pk).update(is_active=False)
    dismissed.refresh_from_db()
    to_come = hire(home, role)
    Membership.objects.filter(person=to_come).update(valid_from=world.today + timedelta(days=1))
    elsewhere = hire(strange, role)
    return {"gone": gone, "dismissed": dismissed, "to come": to_come, "elsewhere": elsewhere}
