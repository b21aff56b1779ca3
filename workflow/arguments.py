"""Kinds of arguments that commands of every layer take."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from workflow.calendar import FIRST_DAY, LAST_DAY, is_usable_day


def day(text: str) -> date:
    """A day as YYYY-MM-DD."""
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a day (YYYY-MM-DD)") from error
    if not is_usable_day(found):
        raise ArgumentTypeError(f"{text} does not lie between {FIRST_DAY} and {LAST_DAY}")
    return found


def count(text: str) -> int:
    """A whole number from 0, such as that of an entry."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise ArgumentTypeError(f"{text} is not a whole number from 0")
    return int(text)


def text(given: str) -> str:
    """A text in UTF-8: what is none has no place in the database, nor in an answer."""
    try:
        given.encode()
    except UnicodeEncodeError as error:
        raise ArgumentTypeError(f"{given!a} is not UTF-8") from error
    return given


def path(given: str) -> Path:
    """The path of a file or folder that an answer names."""
    return Path(text(given))
