"""`manage.py verify`: every invariant of the books, each with its answer."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fund.checks import Report, run_checks
from fund.checks.run import UnknownSegment
from fund.management.unread import COULD_NOT_RUN, told_if_unread
from workflow.arguments import text

BROKEN = 1


class Command(BaseCommand):
    """Exit status 0 when all hold, 1 when one is broken, 2 when the books could not be examined."""

    help = "Ask every invariant of the ledger, the catalog and the server; reads only."
    # The checks of Django's own look at code; these look at the books and need none of them.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Let a caller choose one segment and a form for programs."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--segment", type=text, metavar="CODE", help="only this 勘定's books")

    @told_if_unread("検証できません")
    def handle(self, *args: Any, **options: Any) -> None:
        """Run, print, and leave with the status."""
        try:
            report = run_checks(options["segment"])
        except UnknownSegment:
            missing = f"勘定 {options['segment']}" if options["segment"] else "開かれた帳簿"
            raise CommandError(f"{missing} はありません。", returncode=COULD_NOT_RUN) from None
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
        else:
            self._tell(report)
        if not report.ok:
            sys.exit(BROKEN)

    def _tell(self, report: Report) -> None:
        for code, standing in report.segments.items():
            self.stdout.write(
                f"{code}: 仕訳 {standing.entries} 件、先頭 {standing.head_hash[:16]}、"
                f"現金 {standing.cash_yen:,} 円、未交付決定残 {standing.available_yen:,} 円、"
                f"流動資金との差 {standing.difference_yen:,} 円"
            )
        for result in report.invariants:
            self.stdout.write(f"{'ok ' if result.ok else 'BAD'} {result.name}  {result.title}")
            for finding in result.bad:
                self.stdout.write(f"      {finding}")
        held = len(report.invariants) - len(report.broken)
        self.stdout.write(f"{held} / {len(report.invariants)} の不変条件が成り立っています。")
