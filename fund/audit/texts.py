"""How texts, numbers and moments are written into the bundle's readable files. Pure."""

import re
from datetime import UTC, datetime, timedelta

from workflow.calendar import JST

BOM = "\ufeff"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORMULA = re.compile(r"[ \u3000]*[=+\-@\t\r\n'＝＋－＠]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_QUOTED = re.compile(r'[",\r\n]')


def csv_row(*values: str | int | None) -> str:
    """A row of a CSV file (RFC 4180); nothing for None."""
    return ",".join(_cell("" if value is None else str(value)) for value in values) + "\r\n"


def free_text(text: str | None) -> str:
    """A text somebody typed, which no spreadsheet may take for a formula: marked with a '.

    A text that begins with ' is marked too, so that taking one ' away always gives the original.
    """
    return f"'{text}" if text and _FORMULA.match(text) else text or ""


def one_line(text: str | None) -> str:
    """A text without control characters and outer spaces."""
    return _CONTROL.sub(" ", text or "").strip(" ")


def moment_text(micros: str) -> str:
    """Microseconds since 1970 UTC as ISO 8601 in Japanese time."""
    at = (_EPOCH + timedelta(microseconds=int(micros))).astimezone(JST)
    return at.isoformat(timespec="microseconds")


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
