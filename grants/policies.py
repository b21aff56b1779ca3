"""Policies as rows: loading them from data files, and what a plan owes under its own version."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from grants.models import ChecklistItem, Plan, PlanParty, Policy, Succession
from grants.models.succession import SuccessionCause
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


def companies_of(plan: Plan) -> QuerySet[PlanParty]:
    """The companies of a plan that there still are: who was merged into another owes nothing anew,
    and is told nothing."""
    merged = Succession.objects.filter(cause=SuccessionCause.MERGER)
    return plan.parties.exclude(organisation__in=merged.values("predecessor"))


def date_policy_duties(record: ActRecord, plan: Plan) -> None:
    """What the plan's own text asks of each company as the plan stands: the investment after mere
    development, and from the start of production its years and the CFP of each of them.

    Calling again gives its share to a company that joined, and follows a moved end of the plan.
    """
    started = plan.production_started_on
    if started is not None:
        _owe_production(record, plan, started)
    elif plan.is_development_only and plan.development_starts_on:
        dues = dues_under_policy(plan, "investment", plan.development_starts_on)
        for party in companies_of(plan):
            _owe_each(record, party, "investment", _to_come(dues, party))


def _owe_production(record: ActRecord, plan: Plan, started: date) -> None:
    production = dues_under_policy(plan, "production", started)
    if not production:
        return
    until = max(production[0].due_on, plan.ends_on or started)
    for party in companies_of(plan):
        _owe_each(record, party, "production", _to_come(production, party))
        yearly = dues_under_policy(plan, "cfp", bound_from(party, started), until)
        _owe_each(record, party, "cfp", yearly)
        duties.cancel_later(record, party, until, "PLAN_CFP")


def bound_from(party: PlanParty, day: date) -> date:
    """From when a duty of that day's binds a company: not before it joined the plan."""
    return max(day, party.joined_on or day)


def _to_come(dues: list[Due], party: PlanParty) -> list[Due]:
    """A duty that was over before the company joined is not the company's."""
    return [due for due in dues if party.joined_on is None or due.due_on >= party.joined_on]


def _owe_each(record: ActRecord, party: PlanParty, name: str, dues: list[Due]) -> None:
    if not dues:
        return
    known = party.plan.policy.duties[name]
    duties.owe_each(
        record, party, f"PLAN_{name.upper()}", known["title"],
        {str(due.base_on.year): due for due in dues}, article=known["article"],
    )  # fmt: skip


def dues_under_policy(
    plan: Plan, name: str, event_on: date, until_on: date | None = None
) -> list[Due]:
    """When a duty of the plan's own policy falls due; empty if its text is not known."""
    known = plan.policy.duties.get(name)
    if known is None:
        return []
    return dues_of(parse_due_rule(known["rule"]), event_on, opening_days(), until_on)
