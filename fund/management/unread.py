"""What every command says where the books cannot be read."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import Error

COULD_NOT_RUN = 2


@contextmanager
def told_if_unread(lead: str, *others: type[Exception]) -> Iterator[None]:
    """Say in words that the database did not answer, and end with 2. others: told the same way."""
    told: tuple[type[Exception], ...] = (Error, *others)
    try:
        yield
    except told as error:
        raise CommandError(f"{lead}: {error}".strip(), returncode=COULD_NOT_RUN) from error
