"""Which duties are answered with a report, and the versions of their forms."""

import json
from datetime import date
from pathlib import Path

from reports.models import ReportForm
from workflow.models import Obligation
from workflow.problems import Problem, Refused

FORMS = Path(__file__).with_name("law") / "forms"
COMPLETION, DELAY, PLAN_TROUBLE = "COMPLETION", "DELAY", "PLAN_TROUBLE"
# Told at once, when something happens: no date stands before the event.
EVENT_KINDS = (PLAN_TROUBLE, DELAY)
REPORT_KINDS = frozenset(
    {
        "PROGRESS", "FY_END", COMPLETION, "PLAN_ANNUAL", "PLAN_CFP", "PLAN_GX", "COMMERCIAL",
        "CTAX", "ASSET", *EVENT_KINDS,
    }
)  # fmt: skip
REPAIR = "REPAIR"


def is_report(duty: Obligation) -> bool:
    """Whether a duty is met by filing one of our forms."""
    return duty.kind in REPORT_KINDS and duty.organisation_id is not None


def form_on(kind: str, day: date) -> ReportForm:
    """The version of a kind's form in force on a day. Refused where none is."""
    rows = ReportForm.objects.filter(code=kind, valid_from__lte=day)
    form = rows.order_by("-valid_from").first()
    if form is None:
        raise Refused(
            Problem("no_form", "この報告の様式がありません。", "担当者に相談してください。")
        )
    return form


def load_report_forms(folder: Path = FORMS) -> int:
    """Write the versions not yet known; a change is a new file with its own day. Owner only.

    Returns the number of new versions.
    """
    new = 0
    for path in sorted(folder.glob("*.json")):
        row = json.loads(path.read_text(encoding="utf-8"))
        _, created = ReportForm.objects.using("owner").get_or_create(
            code=row["code"],
            valid_from=date.fromisoformat(row["valid_from"]),
            defaults={
                "title": row["title"],
                "article": row["article"],
                "content": {"sections": row["sections"]},
            },
        )
        new += created
    return new
