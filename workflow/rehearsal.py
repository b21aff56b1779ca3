"""Rehearsing an act: run it, look at what it would do, roll it back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from workflow.act import of_key
from workflow.models import ActRecord, Notice, Obligation
from workflow.notices import hearing
from workflow.problems import Problem, Refused


@dataclass(frozen=True)
class Rehearsal:
    """What an act would do. problems is empty exactly when it would be done.

    seen: whatever the caller's `look` read before the rollback (e.g. the ledger entries).
    """

    problems: tuple[Problem, ...] = ()
    records: tuple[ActRecord, ...] = ()
    duties: tuple[Obligation, ...] = ()
    notices: tuple[Notice, ...] = ()
    seen: Any = None


def rehearse(
    perform: Callable[[], ActRecord], look: Callable[[ActRecord], Any] = lambda _: None
) -> Rehearsal:
    """Run an act inside a transaction that is always rolled back."""
    with transaction.atomic():
        savepoint = transaction.savepoint()
        try:
            with hearing() as told:
                record = perform()
            records = ActRecord.objects.filter(of_key(record.key)).select_related("actor")
            rehearsal = Rehearsal(
                records=tuple(records),
                duties=tuple(Obligation.objects.filter(made_by__in=records)),
                # An act done before is told of already; its notices are read where they may be.
                notices=tuple(told) or tuple(Notice.objects.filter(of_key(record.key))),
                seen=look(record),
            )
        except Refused as refusal:
            rehearsal = Rehearsal(problems=refusal.problems)
        transaction.savepoint_rollback(savepoint)
    return rehearsal
