"""What commands that read the books by two clocks have in common."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fund.as_of import known_on
from fund.books import FUND_SEGMENT
from fund.queries import Segment, head, segments
from workflow.arguments import count, day, text


class BooksCommand(BaseCommand):
    """A command that reads one 勘定. Exit status 1 where there is no such 勘定 or account."""

    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The 勘定 and the form for programs."""
        parser.add_argument(
            "--segment", default=FUND_SEGMENT, type=text, metavar="CODE",
            help="the 勘定 (default: the fund's)",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def add_known(self, parser: CommandParser) -> None:
        """The clock of knowledge."""
        either = parser.add_mutually_exclusive_group()
        either.add_argument("--known", type=count, metavar="N", help="as known at entry N")
        either.add_argument("--known-on", type=day, metavar="DAY", help="as known at a day's end")

    def segment_of(self, options: dict[str, Any]) -> Segment:
        """The 勘定 asked for."""
        for found in segments():
            if options["segment"] in {found.code, str(found.segment_id)}:
                return found
        raise CommandError(f"勘定 {options['segment']} はありません。")

    def known_seq(self, segment: Segment, options: dict[str, Any]) -> int:
        """The number up to which entries are known."""
        seq = head(segment.segment_id).seq
        if options["known"] is not None:
            seq = min(seq, options["known"])
        if options["known_on"] is not None:
            seq = min(seq, known_on(segment.segment_id, options["known_on"]))
        return seq

    def print_json(self, found: dict[str, Any]) -> None:
        """Plain values only; days as text."""
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2, default=str))
