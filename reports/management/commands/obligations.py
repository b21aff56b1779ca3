"""`manage.py obligations`: what is due when, why, and which reminders go out to whom."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from fund.queries import segments
from reports.own_duties import to_come
from reports.reminding import ladders_on, planned_for
from workflow import arguments
from workflow.calendar import jst_day
from workflow.duty_kinds import NEDO, kinds_on
from workflow.law import opening_days
from workflow.models import Obligation

COMING = "登録前"


def duties_between(
    from_on: date, to_on: date, today: date, *, ended: bool = False
) -> list[Obligation]:
    """The duties due in a span, both days included: the open ones, and those of fiscal years not
    begun, as the rules stand. ended: also what was met, cancelled or re-dated."""
    rows = Obligation.objects.filter(due_on__gte=from_on, due_on__lte=to_on)
    if not ended:
        rows = rows.filter(status=Obligation.Status.OPEN)
    found = list(rows.select_related("made_by", "organisation"))
    for segment in segments():
        found += to_come(segment.segment_id, today, from_on, to_on)
    return sorted(found, key=lambda duty: (duty.due_on, duty.kind, str(duty.pk)))


def as_data(duties: list[Obligation], day: date, *, ended: bool = False) -> list[dict[str, Any]]:
    """The duties as JSON, with the days of their reminders (past ones included).

    ended: with what became of each.
    """
    ladders, opening = ladders_on(day), opening_days()
    return [
        {
            "kind": duty.kind,
            "subject": f"{duty.subject_type}:{duty.subject_id}",
            "due_on": duty.due_on.isoformat(),
            "base_on": duty.base_on.isoformat(),
            "rule": duty.rule,
            "shift": duty.shift,
            "article": duty.article,
            "reminders": [
                {"step": p.rung.step, "on": p.on.isoformat(), "to": list(p.rung.roles)}
                for p in planned_for(duty, ladders, opening)
            ],
        }
        | (_end(duty) if ended else {})
        for duty in duties
    ]


def _end(duty: Obligation) -> dict[str, Any]:
    return {"status": duty.status, "met_on": duty.met_on.isoformat() if duty.met_on else None}


class Command(BaseCommand):
    """Print the calendar of duties as lines or as JSON."""

    help = "List duties due between two days, with their reminders; NEDO's of years to come too."

    def add_arguments(self, parser: CommandParser) -> None:
        """The span and the form."""
        parser.add_argument("--from", dest="from_on", type=arguments.day, required=True)
        parser.add_argument("--to", dest="to_on", type=arguments.day, required=True)
        parser.add_argument("--all", action="store_true", help="also met, cancelled, re-dated ones")
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the duties and reckon their reminders."""
        if options["from_on"] > options["to_on"]:
            raise CommandError("--from lies after --to")
        ended, today = options["all"], jst_day(timezone.now())
        duties = duties_between(options["from_on"], options["to_on"], today, ended=ended)
        rows = as_data(duties, options["to_on"], ended=ended)
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        own = {kind for kind, row in kinds_on(options["to_on"]).items() if row.owner == NEDO}
        for duty, row in zip(duties, rows, strict=True):
            company = duty.organisation.name if duty.organisation else ""
            whose = f"NEDO（{company}）" if company and duty.kind in own else company or "NEDO"
            status = duty.get_status_display() if duty.made_by_id else COMING
            self.stdout.write(f"{row['due_on']}  {duty.title}  {whose}  {status}")
            self.stdout.write(f"    {row['base_on']} {row['rule']}{row['shift']}、{row['article']}")
            for reminder in row["reminders"]:
                roles = "、".join(reminder["to"])
                self.stdout.write(f"    {reminder['on']}  {reminder['step']:+d}日  {roles}")
        if not rows:
            self.stdout.write("この期間に期限の来る義務はありません。")
