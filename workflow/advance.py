"""The only door through which a state changes, and the only writer of act records."""

from typing import Any, Protocol
from uuid import UUID

from django.db import models
from django_fsm import TransitionNotAllowed

from workflow.act import PART, running_act
from workflow.barring import refuse_barred
from workflow.models import ActRecord
from workflow.problems import Problem, Refused


class Subject(Protocol):
    """What acts are done to: a row with a machine, belonging to an organisation or to the fund."""

    pk: UUID
    state: str
    organisation_id: UUID | None

    def get_state_display(self) -> str:
        """The state's Japanese label."""

    def save(self, *, update_fields: list[str]) -> None:
        """Write the named columns."""


def advance(
    subject: Any, transition: str, *, reason: str = "", columns: tuple[str, ...] = (), **facts: Any
) -> ActRecord:
    """Move a subject by one of its machine's transitions, write its columns, record the act.

    columns: further columns of the subject changed by the act. facts: what the record should
    say besides (amounts in yen, numbers, dates), readable by people and programs.
    """
    source = subject.state
    try:
        getattr(subject, transition)()
    except TransitionNotAllowed:
        raise Refused(
            Problem(
                "wrong_state",
                f"現在の状態「{subject.get_state_display()}」ではこの手続を行えません。",
                "画面を開き直し、現在の状態を確認してください。",
            )
        ) from None
    subject.save(update_fields=["state", *columns])
    return record_act(subject, source=source, target=subject.state, reason=reason, **facts)


def record_act(
    subject: Any, *, source: str = "", target: str = "", reason: str = "", **facts: Any
) -> ActRecord:
    """Write the act's record for a subject whose state does not move (or was just created).

    The first record of an act carries its key; those of further subjects `key#n`. What was done in
    somebody's stead (代決) names them. Who is barred from the subject does nothing to it.
    """
    refuse_barred(subject)
    running = running_act()
    number = len(running.records)
    if running.principal is not None:
        facts = {"principal": running.principal.pk, **facts}
    record = ActRecord(
        act=running.name,
        key=running.key if number == 0 else f"{running.key}{PART}{number}",
        payload_sha=running.payload_sha,
        acted_at=running.now,
        subject_type=subject_type(subject),
        subject_id=subject.pk,
        organisation_id=getattr(subject, "organisation_id", None),
        source=source,
        target=target,
        actor=running.actor,
        reason=reason,
        facts=_plain_facts(facts),
    )
    record.save(force_insert=True)
    running.records.append(record)
    return record


def subject_type(subject: models.Model) -> str:
    """The subject's kind as stored, e.g. grants.grant."""
    return subject._meta.label_lower


def _plain_facts(facts: dict[str, Any]) -> dict[str, Any]:
    return {k: v if isinstance(v, int | list | dict) else str(v) for k, v in facts.items()}
