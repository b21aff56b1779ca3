"""The story of a case for its page: every act on it, on its payments and on its refund orders."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps

from fund.queries import entries_of_grant
from grants.models import Grant
from workflow.act import PART
from workflow.act_forms import title_of
from workflow.models import ActRecord, Person
from workflow.models.record import WRITTEN


@dataclass(frozen=True)
class Event:
    """One line of the story, as parts/history.html takes it. entries: the ledger's numbers."""

    title: str
    at: datetime
    who: str
    source: str
    target: str
    reason: str
    record: UUID
    entries: tuple[int, ...] = ()
    links: list[dict[str, str]] = field(default_factory=list)


def history_of(grant: Grant, *, is_outside: bool = False) -> list[Event]:
    """The newest first. Outside, NEDO's people have no names and entries no numbers."""
    subjects = subjects_of(grant)
    found = ActRecord.objects.filter(subject_id__in=subjects)
    records = list(found.order_by("-acted_at", WRITTEN.desc()))
    names = _names(records)
    entries = {} if is_outside else _entries(grant, {record.key for record in records})
    return [
        Event(
            title=_title(record, subjects[record.subject_id]),
            at=record.acted_at,
            who=names.get(record.actor_id, "NEDO"),
            source=_state(record, record.source),
            target=_state(record, record.target) if record.target != record.source else "",
            reason=record.reason,
            record=record.pk,
            entries=tuple(entries.get(record.key, ())),
        )
        for record in records
    ]


def subjects_of(grant: Grant) -> dict[UUID, str]:
    """The ids of everything a case consists of, with the words that tell its parts apart."""
    found = {grant.pk: ""}
    for payment in grant.payments.all():
        found[payment.pk] = f"第{payment.number}回 {payment.get_kind_display()}"
    for order in grant.refund_orders.prefetch_related("receipts"):
        found[order.pk] = f"第{order.number}号"
        found |= {receipt.pk: f"第{order.number}号" for receipt in order.receipts.all()}
    for asset in grant.assets.all():
        found[asset.pk] = asset.name
    for demand in grant.demands.all():
        found[demand.pk] = demand.get_kind_display()
    for succession in grant.successions.all():
        found[succession.pk] = ""
    for finding in grant.findings.select_related("inspection"):
        found[finding.pk] = str(finding)
    found |= {row.pk: f"第{row.number}号" for row in grant.trouble_instructions.all()}
    found |= {question.pk: f"第{question.number}号" for question in grant.questions.all()}
    return found | {cancellation.pk: "" for cancellation in grant.cancellations.all()}


def _title(record: ActRecord, part: str) -> str:
    title = title_of(record.act)
    return f"{title}（{part}）" if part else title


def _state(record: ActRecord, code: str) -> str:
    """The state's label; empty where the record moved nothing."""
    if not code:
        return ""
    model = apps.get_model(record.subject_type)
    choices: Iterable[Any] = model._meta.get_field("state").choices or ()
    return str(dict(choices).get(code, code))


def _names(records: Iterable[ActRecord]) -> dict[UUID, str]:
    # Not a join: outside, the rows of NEDO's people do not exist, and a join would hide the act.
    people = Person.objects.filter(pk__in={record.actor_id for record in records})
    return dict(people.values_list("pk", "name"))


def _entries(grant: Grant, known: set[str]) -> dict[str, list[int]]:
    """Entry numbers by the key of their act; an entry's key may have a part behind the act's."""
    found: dict[str, list[int]] = {}
    for entry in entries_of_grant(grant.plan.segment, grant.pk):
        key = entry.key if entry.key in known else entry.key.partition(PART)[0]
        found.setdefault(key, []).append(entry.seq)
    return found
