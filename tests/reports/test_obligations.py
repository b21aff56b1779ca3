"""The calendar of duties as a command prints it: open, to come, and when asked the past."""

import json
from datetime import date
from io import StringIO
from typing import Any

from django.core.management import call_command

from reports.management.commands.obligations import as_data, duties_between
from tests.grants.world import World
from tests.reports.duties import owed, running
from workflow.models import Obligation

NAMED = {"kind", "subject", "due_on", "base_on", "rule", "shift", "article", "reminders"}


def printed(first: str, last: str, *more: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("obligations", "--from", first, "--to", last, "--json", *more, stdout=out)
    rows: list[dict[str, Any]] = json.loads(out.getvalue())
    return rows


def of(duty: Obligation, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    subject = f"{duty.subject_type}:{duty.subject_id}"
    return [row for row in rows if (row["kind"], row["subject"]) == (duty.kind, subject)]


def test_an_open_duty_is_printed_with_its_reckoning_and_its_reminders(small: World) -> None:
    duty = owed(running(small), "PROGRESS", "2025-Q1")
    (row,) = of(duty, printed("2025-07-01", "2025-07-31"))
    assert set(row) == NAMED
    assert (row["base_on"], row["due_on"]) == ("2025-06-30", "2025-07-30")
    assert {
        "step": -7,
        "on": "2025-07-23",
        "to": ["recipient_writer", "recipient_releaser"],
    } in row["reminders"]


def test_what_was_met_or_cancelled_is_printed_when_asked_for(small: World) -> None:
    case = running(small)
    met, cancelled = (owed(case, "PROGRESS", f"2025-Q{n}") for n in (1, 2))
    Obligation.objects.filter(pk=met.pk).update(status="met", met_on=date(2025, 7, 28))
    Obligation.objects.filter(pk=cancelled.pk).update(status="cancelled")
    span = ("2025-07-01", "2025-10-31")
    assert of(met, printed(*span)) == []
    ended = {
        row["due_on"]: (row["status"], row["met_on"]) for row in of(met, printed(*span, "--all"))
    }
    assert ended == {"2025-07-30": ("met", "2025-07-28"), "2025-10-30": ("cancelled", None)}


def test_nedo_s_yearly_duties_of_years_to_come_are_foreseen(small: World) -> None:
    """Six years on, by the rules as they stand; nothing is written."""
    case, before = running(small), Obligation.objects.count()
    found = duties_between(date(2031, 4, 1), date(2032, 3, 31), small.today)
    mine = {d.kind: d.due_on for d in found if d.period_key.startswith(f"{small.segment}-")}
    assert mine == {
        "N_FUND": date(2031, 9, 30), "N_COND": date(2031, 6, 30), "N_FS": date(2031, 6, 30),
        "N_SHEET": date(2031, 5, 31), "N_SHEET_OPEN": date(2031, 9, 30),
        "N_DOC": date(2031, 6, 30), "N_AUDIT": date(2031, 6, 30), "N_PLAN": date(2032, 3, 31),
    }  # fmt: skip
    (check,) = [d for d in found if d.subject_id == case.grant.plan_id]
    assert (check.kind, check.period_key, check.due_on) == ("PLAN_CHECK", "2030", date(2031, 6, 30))
    (row,) = as_data([check], date(2032, 3, 31))
    assert row["reminders"][0]["on"] == "2031-06-02"
    assert Obligation.objects.count() == before


def test_a_year_that_is_written_is_not_foreseen_again(small: World) -> None:
    running(small)
    small.today = date(2025, 5, 7)
    found = duties_between(date(2026, 4, 1), date(2027, 3, 31), small.today)
    mine = [d.kind for d in found if d.period_key == f"{small.segment}-2025"]
    assert len(mine) == len(set(mine))
