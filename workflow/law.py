"""Reading the law's parameters as they stood on the day a case began."""

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

from django.db import connection

from workflow.calendar import (
    Due,
    OpeningDays,
    bank_days,
    day_text,
    due_of,
    office_days,
    parse_due_rule,
)
from workflow.models import ClosedDay, ClosedDayChange, LegalRule
from workflow.models.law import Closing
from workflow.problems import Problem, Refused


def rule_on(code: str, day: date) -> LegalRule:
    """The row of a parameter in force on a day; refused on a day before the first one."""
    rows = LegalRule.objects.filter(code=code)
    row = rows.filter(valid_from__lte=day).order_by("-valid_from").first()
    if row is None:
        assert rows.exists(), f"there is no legal rule {code}"
        raise Refused(
            Problem(
                "no_rule",
                f"{day_text(day)} に適用される規程がありません。",
                "日付を確認してください。",
            )
        )
    return row


def number_on(code: str, day: date) -> int:
    """A parameter that is a whole number (yen, days, years)."""
    return int(rule_on(code, day).value)


def fraction_on(code: str, day: date) -> Fraction:
    """A parameter that is a rate, written as n/d."""
    return Fraction(rule_on(code, day).value)


def codes_on(family: str, day: date) -> dict[str, str]:
    """The codes of a family in force on a day, each with its title: rows `family.CODE`.

    A code is ended by a later row whose value is `off`.
    """
    rows = LegalRule.objects.filter(code__startswith=f"{family}.", valid_from__lte=day)
    newest = {row.code: row for row in rows.order_by("valid_from")}
    return {
        code.removeprefix(f"{family}."): row.title
        for code, row in sorted(newest.items())
        if row.value != "off"
    }


def due_on(code: str, event_on: date, rules_on: date) -> Due:
    """When a duty falls due, by the due-date rule in force on the day that binds the case."""
    return due_of(parse_due_rule(rule_on(code, rules_on).value), event_on, opening_days())


def article_of(code: str, day: date) -> str:
    """The article a parameter rests on."""
    return rule_on(code, day).article


def opening_days() -> OpeningDays:
    """When NEDO's office is open, by the closed days known now."""
    return office_days(*_closed_days(Closing.OFFICE))


def banking_days() -> OpeningDays:
    """When banks are open, by the closed days known now."""
    return bank_days(*_closed_days(Closing.BANK))


def _closed_days(whose: Closing) -> tuple[dict[date, str], frozenset[date]]:
    """Closed days with their names, and days opened all the same; the newest change decides."""
    closed, opened = dict(ClosedDay.objects.values_list("day", "name")), set()
    for change in ClosedDayChange.objects.order_by("changed_at"):
        opened.discard(change.day)
        closed.pop(change.day, None)
        if change.closing in {Closing.ALL, whose}:
            closed[change.day] = change.name
        elif change.closing == Closing.NOBODY:
            opened.add(change.day)
    return closed, frozenset(opened)


def next_number(series: str) -> int:
    """The next gapless number of a series (交付番号, 文書番号). Undone with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT next_number(%s)", [series])
        return int(cursor.fetchone()[0])


def load_closed_days(days: dict[date, str]) -> None:
    """Write closed days that are not yet known. Owner only; known days are left alone."""
    ClosedDay.objects.using("owner").bulk_create(
        [ClosedDay(day=day, name=name) for day, name in days.items()], ignore_conflicts=True
    )


def load_rules(path: Path) -> int:
    """Write the rows of a CSV file (code, valid_from, value, title, article, confidence).

    Owner only: the application cannot rewrite the law. Loading twice is one effect. A row already
    there is never rewritten: a change of law is a new row with its own day. Returns the new rows.
    """
    new = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            _, created = LegalRule.objects.using("owner").get_or_create(
                code=row["code"],
                valid_from=date.fromisoformat(row["valid_from"]),
                defaults={k: row[k] for k in ("value", "title", "article", "confidence")},
            )
            new += created
    return new
