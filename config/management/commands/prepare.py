"""`manage.py prepare`: tables and books, up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db.migrations.state import ModelState, ProjectState


class Command(BaseCommand):
    """Migrate as the owner, then open the books; repeating it changes nothing."""

    help = "Bring the tables up to date (as the owner) and open the books that are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run both steps in this order: the books need the tables."""
        quiet = {"verbosity": options["verbosity"]}
        with _new_models_rendered_alone():
            call_command("migrate", database="owner", interactive=False, **quiet)
        if "open_books" in get_commands():
            call_command("open_books", **quiet)


@contextmanager
def _new_models_rendered_alone() -> Iterator[None]:
    """Let a migration's new model leave those it points to as they are.

    Django renders all of them anew with each, though nothing of theirs changed; with a hundred
    models that takes most of the time in which a new database is made.
    """
    and_all_related = ProjectState.add_model

    def alone(state: ProjectState, model: ModelState) -> None:
        apps = state.__dict__.pop("apps", None)
        and_all_related(state, model)
        if apps is not None:
            state.__dict__["apps"] = apps
            apps.render_multiple([model])

    setattr(ProjectState, "add_model", alone)  # noqa: B010  # a method is replaced on purpose
    try:
        yield
    finally:
        setattr(ProjectState, "add_model", and_all_related)  # noqa: B010
