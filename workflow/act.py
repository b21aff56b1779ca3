"""What makes a function an act: one transaction, one key, one authority, one record.

Every edge (page, task, command) calls acts and nothing else that changes something. An act is
rehearsed by running it and rolling back.
"""

import functools
import hashlib
import inspect
import json
import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, ParamSpec, Protocol, TypeVar
from uuid import UUID

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Model, Q, QuerySet

from workflow.authority import entitling, principal_of, problems_without, reach_of
from workflow.calendar import jst_day
from workflow.models import ActRecord, Membership, Person
from workflow.problems import Problem, Refused, refuse_if

log = logging.getLogger(__name__)
P = ParamSpec("P")
M = TypeVar("M", bound=Model)

# Parts of an act are keyed `key#part`, so a key itself has no such sign. Notices and entries make
# longer keys of it: their columns hold 240 and 200 characters.
PART = "#"
LONGEST_KEY = 100


@dataclass
class RunningAct:
    """The act under way in this thread: what its records will say.

    held: the memberships that entitle the actor, their own first. principal: in whose stead they
    act (代決). reach: the organisations whose rows it may touch, or None for all: a company's
    people act for their own company only.
    """

    name: str
    key: str
    actor: Person
    now: datetime
    payload_sha: bytes
    held: tuple[Membership, ...] = ()
    principal: Person | None = None
    reach: frozenset[UUID] | None = None
    records: list[ActRecord] = field(default_factory=list)

    @property
    def roles(self) -> frozenset[str]:
        """The roles of the actor that entitle them, also in another's stead."""
        return frozenset(membership.role for membership in self.held)

    def set_aside(self, people: Collection[UUID]) -> None:
        """Act in the stead of none of these people."""
        self.held = tuple(m for m in self.held if m.person_id not in people)
        self.principal = principal_of(self.actor, self.held)

    @property
    def today(self) -> date:
        """The day of the act in Japan."""
        return jst_day(self.now)


class Act(Protocol):
    """A function wrapped by @act."""

    act_name: str

    def __call__(
        self, *args: Any, actor: Person, now: datetime, key: str, **kwargs: Any
    ) -> ActRecord:
        """Run the act."""


ACTS: dict[str, Act] = {}
_running: ContextVar[RunningAct | None] = ContextVar("running_act", default=None)


def running_act() -> RunningAct:
    """The act under way. Records, approvals and entries are only written inside one."""
    current = _running.get()
    assert current is not None, "only an act may write"
    return current


def act(function: Callable[P, ActRecord]) -> Callable[P, ActRecord]:
    """Make an act of a function with keyword arguments actor, now and key.

    The same key with the same arguments returns the first record and does nothing; with other
    arguments it is refused. Nothing of a refused act remains.
    """
    name = function.__name__
    signature = inspect.signature(function)
    assert {"actor", "now", "key"} <= set(signature.parameters), f"{name} lacks actor, now or key"
    assert name not in ACTS, f"two acts called {name}"

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> ActRecord:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        given = bound.arguments
        running = RunningAct(
            name, given["key"], given["actor"], given["now"], _payload_sha(name, given)
        )
        refuse_if(_problems_with_key(running.key))
        with _lost_races_refused(), transaction.atomic():
            _lock_key(running.key)
            if _is_used(running.key):
                return _replayed(ActRecord.objects.get(key=running.key), running)
            held = entitling(name, running.actor, running.now)
            refuse_if(problems_without(held, name))
            running.held = tuple(held)
            running.principal = principal_of(running.actor, held)
            running.reach = reach_of(held)
            token = _running.set(running)
            try:
                record = function(*args, **kwargs)
            except Refused as refusal:
                _log_self_dealing(running, refusal)
                raise
            finally:
                _running.reset(token)
            assert record.key == running.key, f"{name} did not return its own record"
            return record

    run.act_name = name  # type: ignore[attr-defined]  # functions take attributes
    ACTS[name] = run  # type: ignore[assignment]  # the wrapper has the act's own signature
    return run


def find(model: type[M], pk: UUID) -> M:
    """The row, if there is one and the running actor may touch it."""
    return _found(model, model._default_manager.filter(pk=pk))


def lock(model: type[M], pk: UUID) -> M:
    """The row, locked and freshly read. Lock order: key, subject, segment."""
    return _found(model, model._default_manager.select_for_update(of=("self",)).filter(pk=pk))


def reaches(organisation_id: UUID | None) -> bool:
    """Whether the running actor may touch the rows of an organisation."""
    reach = running_act().reach
    return reach is None or organisation_id in reach


def of_key(key: str, column: str = "key") -> Q:
    """The rows of an act by its key: the one that carries it, and its parts."""
    return Q(**{column: key}) | Q(**{f"{column}__startswith": key + PART})


def _found(model: type[M], rows: QuerySet[M]) -> M:
    row = rows.first()
    # Somebody else's row is as absent as one that never was.
    if row is None or (running_act().reach is not None and not _is_within_reach(row)):
        raise Refused(
            Problem("not_found", "対象が見つかりません。", "一覧から開き直してください。")
        )
    return row


def _is_within_reach(row: Model) -> bool:
    return not hasattr(row, "organisation_id") or reaches(row.organisation_id)


def _log_self_dealing(running: RunningAct, refusal: Refused) -> None:
    """Somebody tried to approve their own work: refused, and told to whoever watches the log."""
    if any(problem.code == "same_person" for problem in refusal.problems):
        log.warning(
            "refused, same person: act=%s actor=%s key=%s",
            running.name, running.actor.pk, running.key,
        )  # fmt: skip


def _problems_with_key(key: str) -> list[Problem]:
    if 0 < len(key) <= LONGEST_KEY and PART not in key and key.isprintable():
        return []
    return [
        Problem("key", "操作番号が正しくありません。", "画面を開き直してから操作してください。")
    ]


def _lock_key(key: str) -> None:
    # Two calls with one key queue here, so that the second finds the first one's record.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _is_used(key: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM workflow_actrecord WHERE key = %s)", [key])
        return bool(cursor.fetchone()[0])


# What somebody else did at the same moment: SQLSTATE → (code, text, cure).
_LOST_RACES = {
    "23505": (
        "taken",
        "同じ番号又は明細が既に記録されています。",
        "画面を開き直し、記録を確認してください。",
    ),
    "40P01": ("busy", "同じ案件が別に操作されています。", "少し待って、もう一度操作してください。"),
    "55P03": ("busy", "同じ案件が別に操作されています。", "少し待って、もう一度操作してください。"),
}


@contextmanager
def _lost_races_refused() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, OperationalError) as error:
        lost = _LOST_RACES.get(getattr(error.__cause__, "sqlstate", None) or "")
        if lost is None:
            raise
        raise Refused(Problem(*lost)) from error


def _replayed(earlier: ActRecord, running: RunningAct) -> ActRecord:
    if (earlier.act, bytes(earlier.payload_sha)) != (running.name, running.payload_sha):
        raise Refused(
            Problem(
                "key_reused",
                "この操作番号は別の内容で使用済みです。",
                "画面を開き直してから操作してください。",
            )
        )
    return earlier


def _payload_sha(name: str, given: dict[str, Any]) -> bytes:
    body = {k: v for k, v in given.items() if k not in {"actor", "now", "key"}}
    text = json.dumps([name, str(given["actor"].pk), body], sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return str(value.pk)
    if is_dataclass(value):
        return [type(value).__name__, [getattr(value, part.name) for part in fields(value)]]
    # Anything else may print differently each time, and a retry would not be known as one.
    assert isinstance(value, date | UUID | Fraction | bytes), f"no act is given {type(value)}"
    return str(value)
