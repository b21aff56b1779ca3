"""The legal moves of every machine, read from the transitions, for the database's own guard."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models, transaction
from django_fsm import FSMField

from workflow.models import StateMove

Move = tuple[str, str, str]


def machine_models() -> list[type[models.Model]]:
    """Every model that has a machine."""
    return [
        model
        for model in apps.get_models()
        if any(isinstance(f, FSMField) and f.name == "state" for f in model._meta.local_fields)
    ]


def moves_of(model: type[models.Model]) -> Iterator[Move]:
    """(machine, source, target) of each legal move; source '' is the state of a new row."""
    label = model._meta.label_lower
    field = model._meta.get_field("state")
    assert isinstance(field, FSMField)
    yield (label, "", str(field.default))
    for move in field.get_all_transitions(model):
        yield (label, str(move.source), str(move.target))


def states_of(model: type[models.Model]) -> list[str]:
    """The states of a model's machine, in the order they are declared."""
    field = model._meta.get_field("state")
    assert isinstance(field, FSMField)
    return [str(state) for state, _ in field.choices]


def all_moves() -> set[Move]:
    """The moves of all machines."""
    return {move for model in machine_models() for move in moves_of(model)}


def write_moves() -> None:
    """Bring the database's table of legal moves in step with the machines. Owner only."""
    wanted = all_moves()
    with transaction.atomic(using="owner"):
        for row in StateMove.objects.using("owner").all():
            if (row.machine, row.source, row.target) not in wanted:
                row.delete()
        for machine, source, target in sorted(wanted):
            StateMove.objects.using("owner").get_or_create(
                machine=machine, source=source, target=target
            )
