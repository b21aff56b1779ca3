"""Policies as rows: loading them from data files, and what a plan owes under its own version."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from grants.models import ChecklistItem, Plan, Policy
from grants.policy_versions import PolicyText
from workflow import duties
from workflow.calendar import Due, dues_of, parse_due_rule
from workflow.law import opening_days
from workflow.models import ActRecord

BATTERY = "蓄電池"


def load_policies(folder: Path) -> int:
    """Write the policies of a folder's JSON files with their checklists. Owner only.

    A policy whose checklist is there is never rewritten: a new text is a new version. Returns the
    policies written.
    """
    written = 0
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        with transaction.atomic(using="owner"):
            written += _load(data)
    return written


def _load(data: dict[str, Any]) -> bool:
    name = {"commodity": data["commodity"], "version": date.fromisoformat(data["version"])}
    rest = {k: v for k, v in data.items() if k not in {*name, "items"}}
    rest["applies_from"] = date.fromisoformat(data["applies_from"])
    rows = Policy.objects.using("owner")
    policy = rows.filter(**name).first()
    if policy is None:
        policy = rows.create(**name, **rest)
    elif policy.items.exists():
        return False
    else:
        rows.filter(pk=policy.pk).update(**rest)
    ChecklistItem.objects.using("owner").bulk_create(
        ChecklistItem(policy=policy, position=n, **item)
        for n, item in enumerate(data["items"], start=1)
    )
    return True


def policy_of(commodity: str, version: date) -> Policy | None:
    """The policy of a commodity by its text's day."""
    return Policy.objects.filter(commodity=commodity, version=version).first()


def texts_of(commodity: str) -> list[PolicyText]:
    """Every version of a commodity's policy that is known."""
    rows = Policy.objects.filter(commodity=commodity)
    return [PolicyText(row.version, row.applies_from) for row in rows]


def owe_under_policy(
    record: ActRecord, plan: Plan, name: str, event_on: date, until_on: date | None = None
) -> list[Due]:
    """Write a duty of the plan's own policy for each of its companies; none if the text is not
    known. until_on: the last day for which a yearly duty comes round. Returns its dates."""
    dues = dues_under_policy(plan, name, event_on, until_on)
    known = plan.policy.duties.get(name, {})
    for party in plan.parties.all():
        for due in dues:
            duties.owe(
                record, party, f"PLAN_{name.upper()}", known["title"], due,
                article=known["article"], period_key=str(due.base_on.year),
            )  # fmt: skip
    return dues


def dues_under_policy(
    plan: Plan, name: str, event_on: date, until_on: date | None = None
) -> list[Due]:
    """When a duty of the plan's own policy falls due; empty if its text is not known."""
    known = plan.policy.duties.get(name)
    if known is None:
        return []
    return dues_of(parse_due_rule(known["rule"]), event_on, opening_days(), until_on)
