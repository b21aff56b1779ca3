"""`manage.py prepare`: tables and books, up to date."""

from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Migrate as the owner, then open the books; repeating it changes nothing."""

    help = "Bring the tables up to date (as the owner) and open the books that are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run both steps in this order: the books need the tables."""
        quiet = {"verbosity": options["verbosity"]}
        call_command("migrate", database="owner", interactive=False, **quiet)
        if "open_books" in get_commands():
            call_command("open_books", **quiet)
