"""交付申請書の様式: what it asks besides sums and days, by version; read from law/ as data.

A draft keeps the version it was begun under, so that a new one never empties what was written.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE = Path(__file__).parent / "law" / "application_forms.json"


@dataclass(frozen=True)
class Asked:
    """One thing the form asks in words, with the article it rests on."""

    name: str
    label: str
    article: str
    required: bool


@dataclass(frozen=True)
class FormVersion:
    """A version of the form, from a day on until the next one's day."""

    valid_from: date
    title: str
    fields: tuple[Asked, ...]

    @property
    def names(self) -> frozenset[str]:
        """The names of what it asks."""
        return frozenset(asked.name for asked in self.fields)

    def lacking(self, particulars: Mapping[str, str]) -> list[Asked]:
        """What is required and not written."""
        return [a for a in self.fields if a.required and not particulars.get(a.name, "").strip()]


def _read() -> tuple[FormVersion, ...]:
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    found = (
        FormVersion(
            date.fromisoformat(row["valid_from"]),
            row["title"],
            tuple(Asked(**asked) for asked in row["fields"]),
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda version: version.valid_from))


VERSIONS = _read()
# Fields of every version that a company may keep from being published.
ALWAYS_ASKED = {
    "purpose": "目的及び内容",
    "own_funds": "自己負担の調達先",
    "lines": "費目ごとの対象費用",
}


def form_on(day: date) -> FormVersion:
    """The version in force on a day; the first one for any day before it."""
    older = [version for version in VERSIONS if version.valid_from <= day]
    return older[-1] if older else VERSIONS[0]


def form_of(valid_from: date) -> FormVersion | None:
    """The version of a day of its own, or None."""
    return next((version for version in VERSIONS if version.valid_from == valid_from), None)


def may_be_withheld(form: FormVersion) -> dict[str, str]:
    """Name and label of everything a company may mark as 非公開."""
    return {**ALWAYS_ASKED, **{asked.name: asked.label for asked in form.fields}}
