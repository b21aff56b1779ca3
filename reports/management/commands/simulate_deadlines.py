"""`manage.py simulate_deadlines`: the whole fund run forward, day by day, and taken back."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fund.books import FUND_SEGMENT
from fund.queries import segment_by_code
from reports.simulation import Course, Keeping, never, on_time, run_days, taken_back
from workflow import arguments

WAYS: dict[str, Keeping] = {"on-time": on_time, "never": never}


class Command(BaseCommand):
    """Run, take back, tell; exit 1 when a step was missed, told twice or on a closed day."""

    help = "Run all deadlines forward day by day without keeping anything or writing to anybody."

    def add_arguments(self, parser: CommandParser) -> None:
        """The span, how duties are kept, and the form."""
        parser.add_argument("--from", dest="from_on", type=arguments.day, required=True)
        parser.add_argument("--to", dest="to_on", type=arguments.day, required=True)
        parser.add_argument(
            "--kept", choices=sorted(WAYS), default="on-time", help="when duties are handed in"
        )
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Every day of the span, as the worker would."""
        if options["from_on"] > options["to_on"]:
            raise CommandError("--from lies after --to")
        segment = segment_by_code(FUND_SEGMENT).segment_id
        with taken_back():
            course = run_days(segment, options["from_on"], options["to_on"], WAYS[options["kept"]])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(course), ensure_ascii=False, indent=2))
        else:
            self._tell(course)
        if not course.is_sound:
            sys.exit(1)

    def _tell(self, course: Course) -> None:
        self.stdout.write(f"{course.days}日分を実行し、全て元に戻しました。")
        for kind, count in course.due.items():
            self.stdout.write(f"  {kind:20} 期限 {count}件")
        self.stdout.write(
            f"通知した段階 {course.told}、後の通知に含めた段階 {course.passed_over}、"
            f"お知らせ {course.notices}通、保留 {course.held}件、解除 {course.lifted}件"
        )
        for name, found in (
            ("漏れ", course.missed), ("重複", course.repeated), ("休業日", course.closed)
        ):  # fmt: skip
            self.stdout.write(f"{name} {len(found)}件" + "".join(f"\n  {x}" for x in found[:20]))
