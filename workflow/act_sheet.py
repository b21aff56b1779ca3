"""What an act's docstring says of it, as data: the tables in the READMEs are made from this."""

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

STATE = re.compile(r"\b[A-Z]{2}[A-Z_]+\b")
SUBJECT = re.compile(r"^(?:— \()?([a-z]+) (?=[A-Z→])")
HEADINGS = ("Act", "行為・根拠", "Who", "State", "Ledger", "Paper", "Deadline")


@dataclass(frozen=True)
class Move:
    """What an act does to one kind of subject: from one of these states to one of those.

    machine: the subject in a word. No targets: it stays. is_range: the sources are the first and
    the last of a row of states. is_certain: it never stays.
    """

    machine: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    is_range: bool
    is_certain: bool


@dataclass(frozen=True)
class ActSheet:
    """One act: its function, its Japanese name and article, and the five lines."""

    act: str
    title: str
    who: tuple[str, ...]
    state: str
    ledger: str
    paper: str
    deadline: str

    @property
    def moves(self) -> list[Move]:
        """The line State, read: `payment CHECKED → APPROVED; grant → SETTLED when paid`."""
        found = []
        for clause in self.state.split("; "):
            source, arrow, target = clause.partition("→")
            move = Move(
                machine=match[1] if (match := SUBJECT.match(clause)) else "grant",
                sources=tuple(STATE.findall(source)),
                targets=tuple(STATE.findall(target)),
                is_range="…" in source,
                is_certain=bool(arrow) and " when " not in target,
            )
            if arrow or (clause.startswith("— (") and move.sources):
                found.append(move)
        return found

    @property
    def row(self) -> str:
        """The act as a row of a Markdown table."""
        cells = (
            f"`{self.act}`", self.title, ", ".join(self.who), self.state, self.ledger, self.paper,
            self.deadline,
        )  # fmt: skip
        return "| " + " | ".join(cells) + " |"


def sheet_of(act: Callable[..., Any]) -> ActSheet:
    """Read the docstring of the act's file."""
    module = inspect.getmodule(act)
    assert module is not None
    doc = inspect.getdoc(module) or ""
    title = doc.split("\n", 1)[0].split(": ", 1)[0].removesuffix(":")
    found = dict(re.findall(r"^(Who|State|Ledger|Paper|Deadline): (.+)$", doc, re.MULTILINE))
    return ActSheet(
        act=act.__name__,
        title=title,
        who=tuple(found["Who"].split(", ")),
        state=found["State"],
        ledger=found["Ledger"],
        paper=found["Paper"],
        deadline=found["Deadline"],
    )


def table(sheets: Iterable[ActSheet]) -> str:
    """A Markdown table of acts, in the order given."""
    head = "| " + " | ".join(HEADINGS) + " |"
    return "\n".join([head, "|" + "---|" * len(HEADINGS), *(sheet.row for sheet in sheets)])
