"""`manage.py differences`: what was learnt between two entries or days, entry by entry."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser

from fund.as_of import known_on, learnt_between
from fund.management.clocks import BooksCommand
from fund.management.plain import plain
from fund.management.unread import told_if_unread
from fund.queries import head
from workflow.arguments import count, day

ALL = 2**31


class Command(BooksCommand):
    """Reads only."""

    help = "Print every entry known at the later moment and not at the earlier one."

    def add_arguments(self, parser: CommandParser) -> None:
        """The two moments and the day whose books are compared."""
        super().add_arguments(parser)
        parser.add_argument("--as-of", type=day, metavar="DAY", help="entries up to this day only")
        for name in ("earlier", "later"):
            either = parser.add_mutually_exclusive_group()
            either.add_argument(f"--{name}", type=count, metavar="N", help=f"the {name} entry")
            either.add_argument(f"--{name}-on", type=day, metavar="DAY", help="or the day")

    @told_if_unread("表示できません")
    def handle(self, *args: Any, **options: Any) -> None:
        """Print the entries."""
        segment = self.segment_of(options)
        newest = head(segment.segment_id).seq
        ends = {"earlier": 0, "later": newest}
        for name in ends:
            if options[name] is not None:
                ends[name] = min(options[name], newest)
            elif options[f"{name}_on"] is not None:
                ends[name] = known_on(segment.segment_id, options[f"{name}_on"])
        if ends["earlier"] > ends["later"]:
            raise CommandError("先の時点が後の時点より後です。")
        rows = learnt_between(segment.segment_id, options["as_of"], *ends.values(), limit=ALL)
        if options["json"]:
            where = {"segment": segment.code, "as_of": options["as_of"], **ends}
            self.print_json({**where, "entries": [asdict(row) for row in rows]})
            return
        self.stdout.write(f"{segment.code}: 仕訳番号 {ends['earlier']} から {ends['later']} まで")
        for row in rows:
            when = f"{row.effective_on} +{row.late_days}日"
            what = f"{row.total_yen:>18,} {row.event} {plain(row.memo)}"
            self.stdout.write(f"{row.seq:>8} {when:<18} {what}")
