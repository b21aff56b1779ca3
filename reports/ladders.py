"""Loading ladders and kinds of duty from their files. Owner only, like the law's rows."""

import csv
from datetime import date
from pathlib import Path

from reports.models import LadderStep
from workflow.models import DutyKind

LAW = Path(__file__).with_name("law")


def load_ladders(path: Path = LAW / "ladders.csv") -> int:
    """Write the steps not yet known; a change is a new row with its own day. Returns the new."""
    new = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            _, created = LadderStep.objects.using("owner").get_or_create(
                ladder=row["ladder"],
                valid_from=date.fromisoformat(row["valid_from"]),
                step=int(row["step"]),
                defaults={k: row[k] for k in ("roles", "purpose", "article")},
            )
            new += created
    return new


def load_duty_kinds(path: Path = LAW / "duty_kinds.csv") -> int:
    """Write the kinds of duty not yet known; a change is a new row. Returns the new."""
    new = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            treated = {k: row[k] for k in ("title", "owner", "ladder", "met_by", "article")}
            treated |= {k: row[k] == "1" for k in ("is_report", "is_extendable")}
            _, created = DutyKind.objects.using("owner").get_or_create(
                kind=row["kind"],
                valid_from=date.fromisoformat(row["valid_from"]),
                defaults=treated,
            )
            new += created
    return new
