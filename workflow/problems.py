"""Reasons why an act is refused, as values: all of them at once, each with its cure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One reason in the user's language.

    code: stable English name for programs. text: what is wrong. cure: what would mend it.
    field: the form field meant, if one is. short_yen: by how many yen something falls short.
    changes: (what, before, now), where somebody decided on an older version.
    """

    code: str
    text: str
    cure: str = ""
    field: str = ""
    short_yen: int | None = None
    changes: tuple[tuple[str, Any, Any], ...] = ()

    def __str__(self) -> str:
        return f"{self.text} {self.cure}".strip()


class Refused(Exception):
    """An act was refused and changed nothing. Carries every problem found."""

    def __init__(self, *problems: Problem) -> None:
        assert problems, "a refusal names its reasons"
        super().__init__(" / ".join(str(problem) for problem in problems))
        self.problems = problems


def refuse_if(problems: Iterable[Problem]) -> None:
    """Raise Refused when there is any problem."""
    found = tuple(problems)
    if found:
        raise Refused(*found)
