"""`manage.py acts`: every act with who may do it, what it changes, books, prints and dates."""

import importlib
import json
import pkgutil
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

import fund.acts
import grants.acts
import reports.acts
from grants.step_rules import STEPS_OF
from workflow.act import ACTS
from workflow.act_sheet import ActSheet, Move, sheet_of, table
from workflow.events import EVENTS
from workflow.machines.moves import states_of

PACKAGES = (fund.acts, grants.acts, reports.acts)
HEADINGS = (
    "#",
    "出来事",
    "行為",
    "Act",
    "根拠",
    "Who",
    "From",
    "To",
    "Ledger",
    "Paper",
    "Deadline",
)


def all_sheets(package: str = "") -> list[ActSheet]:
    """The sheets of every act, or of one package's acts, by package and name."""
    for room in PACKAGES:
        for module in pkgutil.iter_modules(room.__path__, room.__name__ + "."):
            importlib.import_module(module.name)
    acts = sorted(ACTS.values(), key=lambda act: (act.__module__, act.act_name))
    return [sheet_of(act) for act in acts if act.__module__.startswith(package)]


def rows() -> list[dict[str, Any]]:
    """A row for each event and act of it, by event; after them the acts that are no event."""
    sheets = {sheet.act: sheet for sheet in all_sheets()}
    found = [_row(event.number, sheets[act]) for event in EVENTS for act in event.acts]
    of_events = {row["act"] for row in found}
    return found + [_row(None, sheet) for act, sheet in sheets.items() if act not in of_events]


def events_table() -> str:
    """The rows of the events in Markdown; an event's number and name stand in its first row."""
    names = {event.number: event.name_ja for event in EVENTS}
    lines = [_line(HEADINGS), "|" + "---|" * len(HEADINGS)]
    shown: set[int] = set()
    for row in rows():
        if (number := row["event"]) is None:
            break
        begins = ("", "") if number in shown else (str(number), names[number])
        shown.add(number)
        cells = (row["name_ja"], f"`{row['act']}`", row["article"], *map(", ".join, (
            row["who"], row["from"], row["to"]
        )))  # fmt: skip
        lines.append(_line((*begins, *cells, row["ledger"], row["paper"], row["deadline"])))
    return "\n".join(lines)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _row(event: int | None, sheet: ActSheet) -> dict[str, Any]:
    name, _, article = sheet.title.partition(" (")
    return {
        "event": event,
        "act": sheet.act,
        "name_ja": name,
        "article": article.removesuffix(")"),
        "who": list(sheet.who),
        "from": [state for move in sheet.moves for state in _sources(sheet.act, move)],
        "to": [f"{move.machine} {state}" for move in sheet.moves for state in move.targets],
        "ledger": sheet.ledger,
        "paper": sheet.paper,
        "deadline": sheet.deadline,
    }


def _sources(act: str, move: Move) -> list[str]:
    """The states an act starts from; a range is the one in which the pages offer it."""
    states = list(move.sources)
    if move.is_range:
        states = [
            state
            for model, rules in STEPS_OF.items()
            for state in states_of(model)
            if any(rule.act == act and state in rule.states for rule in rules)
        ]
    return [f"{move.machine} {state}" for state in states]


class Command(BaseCommand):
    """Print the acts as a table or as JSON."""

    help = "List every act: who, state, ledger, paper, deadline (Markdown, --events or --json)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer JSON for programs, one package's acts alone, and the 44 events."""
        parser.add_argument("--json", action="store_true", help="as JSON, by event")
        parser.add_argument("--events", action="store_true", help="the 44 events in Markdown")
        parser.add_argument(
            "--package", default="", choices=[room.__name__ for room in PACKAGES],
            help="the table of these acts only",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Read every act's own docstring."""
        if options["json"]:
            self.stdout.write(json.dumps(rows(), ensure_ascii=False, indent=2))
        elif options["events"]:
            self.stdout.write(events_table())
        else:
            self.stdout.write(table(all_sheets(options["package"])))
