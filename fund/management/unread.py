"""What every command says where the books cannot be read, or its answer cannot be written."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import Error

COULD_NOT_RUN = 2


@contextmanager
def told_if_unread(lead: str, *others: type[Exception]) -> Iterator[None]:
    """Say in words that the database did not answer, and end with 2. others: told the same way.

    An answer that a full disk does not take is none: 1 would be a verdict on the books.
    """
    told: tuple[type[Exception], ...] = (Error, OSError, *others)
    try:
        yield
    except told as error:
        raise CommandError(f"{lead}: {error}".strip(), returncode=COULD_NOT_RUN) from error
