"""`manage.py statement`: an account's lines over some days, with what it held before and after."""

from dataclasses import asdict, replace
from typing import Any

from django.core.management.base import CommandError, CommandParser

from fund.as_of import dated_statement
from fund.browsing import account_of
from fund.management.clocks import BooksCommand
from fund.management.plain import plain
from fund.management.unread import told_if_unread
from workflow.arguments import day, text


class Command(BooksCommand):
    """Reads only. A group account shows the lines of all its parts."""

    help = "Print an account's lines by effective date with a running balance, by two clocks."

    def add_arguments(self, parser: CommandParser) -> None:
        """The account and the two clocks."""
        super().add_arguments(parser)
        parser.add_argument("account", type=text, help="code of the account, e.g. 1101")
        parser.add_argument("--from", dest="from_on", type=day, metavar="DAY", help="first day")
        parser.add_argument("--until", dest="until_on", type=day, metavar="DAY", help="last day")
        self.add_known(parser)

    @told_if_unread("表示できません")
    def handle(self, *args: Any, **options: Any) -> None:
        """Print the lines."""
        from_on, until_on = options["from_on"], options["until_on"]
        if from_on and until_on and from_on > until_on:
            raise CommandError("--from lies after --until")
        segment = self.segment_of(options)
        account = account_of(segment.segment_id, options["account"])
        if account is None:
            raise CommandError(f"科目 {options['account']} はありません。")
        known = self.known_seq(segment, options)
        found = dated_statement(segment.segment_id, account.code, from_on, until_on, known)
        if options["json"]:
            where = {"segment": segment.code, "account": account.code, "known_seq": known}
            lines = [line._asdict() for line in found.lines]
            self.print_json({**where, **asdict(replace(found, lines=())), "lines": lines})
            return
        self.stdout.write(f"{account.code} {account.name}（円）: 繰越 {found.opening_yen:,}")
        for line in found.lines:
            sums = f"{line.debit_yen:>18,} {line.credit_yen:>18,} {line.balance_yen:>18,}"
            what = f"{line.other} {plain(line.memo)}"
            self.stdout.write(f"{line.effective_on} {line.seq:>8} {sums} {what}")
        self.stdout.write(f"残高 {found.closing_yen:,}")
