"""`manage.py obligations`: what is due when, why, and which reminders go out to whom."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.reminding import ladders_on, planned_for
from workflow.law import opening_days
from workflow.models import Obligation


def duties_between(from_on: date, to_on: date) -> list[Obligation]:
    """The open duties due in a span, both days included."""
    rows = Obligation.objects.filter(
        status=Obligation.Status.OPEN, due_on__gte=from_on, due_on__lte=to_on
    )
    return list(rows.select_related("made_by", "organisation").order_by("due_on", "kind", "pk"))


def as_data(duties: list[Obligation], day: date) -> list[dict[str, Any]]:
    """The duties as JSON, with the days of their reminders (past ones included)."""
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
        for duty in duties
    ]


class Command(BaseCommand):
    """Print the calendar of duties as lines or as JSON."""

    help = "List open duties due between two days, with their reminders."

    def add_arguments(self, parser: CommandParser) -> None:
        """The span and the form."""
        parser.add_argument("--from", dest="from_on", type=date.fromisoformat, required=True)
        parser.add_argument("--to", dest="to_on", type=date.fromisoformat, required=True)
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the duties and reckon their reminders."""
        if options["from_on"] > options["to_on"]:
            raise CommandError("--from lies after --to")
        duties = duties_between(options["from_on"], options["to_on"])
        rows = as_data(duties, options["to_on"])
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for duty, row in zip(duties, rows, strict=True):
            whose = f"  {duty.organisation.name}" if duty.organisation else ""
            self.stdout.write(f"{row['due_on']}  {duty.title}{whose}")
            self.stdout.write(f"    {row['base_on']} {row['rule']}{row['shift']}、{row['article']}")
            for reminder in row["reminders"]:
                roles = "、".join(reminder["to"])
                self.stdout.write(f"    {reminder['on']}  {reminder['step']:+d}日  {roles}")
        if not rows:
            self.stdout.write("この期間に期限の来る未了の義務はありません。")
