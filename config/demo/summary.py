"""`var/demo/summary.json`: what stands at the end of the story, read back from the ledger."""

import json
from collections import Counter
from datetime import date
from typing import Any

from django.conf import settings

from config.demo.world import World
from fund import queries
from fund.chart import CASH
from grants.models import Grant, RefundOrder
from grants.refund_case import assessment_of
from reports.models import Report
from workflow.models import Evidence, Person
from workflow.robot import ROBOT


def write_summary(world: World, today: date) -> None:
    """Write the summary; every figure of money comes from the ledger's rows."""
    path = settings.VAR / "demo" / "summary.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(summary(world, today), ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def summary(world: World, today: date) -> dict[str, Any]:
    """The figures, those of the fund's own segment on top."""
    segments = {s.code: _segment(s.segment_id) for s in queries.segments()}
    position = queries.position(queries.trial_balance(world.segment))
    own = next(s for s in queries.segments() if s.segment_id == world.segment)
    states = Counter(Grant.objects.values_list("state", flat=True))
    files = Counter(Evidence.objects.values_list("subject_type", flat=True))
    return {
        "today": today.isoformat(),
        "segments": segments,
        **segments[own.code],
        "committed_yen": position.committed_yen,
        "available_yen": position.available_yen,
        "grants": dict(sorted(states.items())),
        "reports": dict(sorted(Counter(Report.objects.values_list("state", flat=True)).items())),
        "files": dict(sorted(files.items())),
        "refunds": [_refund(order, today) for order in RefundOrder.objects.order_by("ordered_on")],
        "papers": sorted(
            str(p.relative_to(settings.VAR)) for p in (settings.VAR / "papers").glob("*.pdf")
        ),
        "people": [_person(p) for p in Person.objects.exclude(pk=ROBOT).order_by("email")],
    }


def _segment(segment: int) -> dict[str, Any]:
    head = queries.head(segment)
    return {
        "entries": queries.entry_count(segment, head.seq),
        "head_seq": head.seq,
        "head_hash": head.hash,
        "cash_yen": queries.balance(segment, CASH),
    }


def _refund(order: RefundOrder, today: date) -> dict[str, Any]:
    found = assessment_of(order, max(today, order.due_on))
    return {
        "grant": order.grant.number,
        "principal_yen": order.principal_yen,
        "surcharge_yen": found.surcharge_yen,
        "late_charge_yen": found.late_charge_yen,
        "open_yen": found.principal_open_yen
        + found.surcharge_open_yen
        + found.late_charge_open_yen,
    }


def _person(person: Person) -> dict[str, str]:
    membership = person.memberships.select_related("organisation").first()
    return {
        "email": person.email,
        "name": person.name,
        "organisation": membership.organisation.name if membership else "",
        "role": membership.get_role_display() if membership else "",
    }
