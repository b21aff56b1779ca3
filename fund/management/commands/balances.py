"""`manage.py balances`: the trial balance as of a day, as known at an entry or a day's end."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from fund.management.clocks import BooksCommand
from fund.management.unread import told_if_unread
from fund.queries import trial_balance
from workflow.arguments import day


class Command(BooksCommand):
    """Reads only."""

    help = "Print every account's debits, credits and balance in yen, by two clocks."

    def add_arguments(self, parser: CommandParser) -> None:
        """The two clocks."""
        super().add_arguments(parser)
        parser.add_argument("--as-of", type=day, metavar="DAY", help="effective up to this day")
        self.add_known(parser)

    @told_if_unread("表示できません")
    def handle(self, *args: Any, **options: Any) -> None:
        """Print the accounts that ever moved."""
        segment = self.segment_of(options)
        known = self.known_seq(segment, options)
        rows = trial_balance(segment.segment_id, options["as_of"], known)
        moved = [row for row in rows if row.debits_yen or row.credits_yen]
        if options["json"]:
            found = {"segment": segment.code, "as_of": options["as_of"], "known_seq": known}
            self.print_json({**found, "accounts": [asdict(row) for row in moved]})
            return
        until = f"{options['as_of']} まで" if options["as_of"] else "全期間"
        self.stdout.write(f"{segment.code} {segment.name}: {until}、仕訳番号 {known} まで（円）")
        for row in moved:
            sums = f"{row.debits_yen:>20,} {row.credits_yen:>20,} {row.balance_yen:>20,}"
            self.stdout.write(f"{row.book} {row.code:<24} {sums} {row.name}")
