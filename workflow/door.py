"""The web's one entrance: who is asking, which pages are theirs, and the outside transaction.

A page belongs to the audience named by its address and is for reading; whatever is not declared
is refused, so that no view can forget it. At the outside door every request runs in a transaction
that carries the person and the organisation row-level security reads.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils import timezone

from workflow.audiences import PUBLIC, READ_ONLY, RECIPIENT, audience_of_role, audiences_of
from workflow.authority import held_at
from workflow.calendar import jst_day
from workflow.models import Organisation, Person

# Addresses outside every audience's space that anybody may ask for.
# A calendar program does not log in: the secret in its address is looked at by the page itself.
OPEN = frozenset({"health", "home", "login", "logout", "become", "calendar_feed"})
READING = frozenset({"GET", "HEAD", "OPTIONS"})
TAKES = "takes"
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class DoorRequest(HttpRequest):
    """A request that has passed the door. organisation: the recipient's own; None inside."""

    person: Person
    roles: frozenset[str]
    audience: str
    organisation: Organisation | None
    now: datetime
    today: date


def moment() -> datetime:
    """The moment by which a request is judged: one for the whole request."""
    return timezone.now()


def introduce(person: UUID | None, organisation: UUID | None = None, login: str = "") -> None:
    """Tell the database on whose behalf this transaction reads (row-level security)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.person', %s, true), set_config('app.organisation', %s, true),"
            " set_config('app.login', %s, true)",
            [str(person or ""), str(organisation or ""), login],
        )


def takes(*methods: str) -> Callable[[View], View]:
    """Let a page of an audience be written to by these methods; any other is only read."""

    def declare(view: View) -> View:
        setattr(view, TAKES, frozenset(methods))
        return view

    return declare


class FileStream(StreamingHttpResponse):
    """A file's pieces: they come from the vault, so that no row is read once they flow."""


class Door:
    """Middleware, innermost. Sets now, today, roles, audience and organisation of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Called once by Django."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Run the page; outside, in one transaction that a server error rolls back."""
        entering = cast(DoorRequest, request)
        entering.now = moment()
        entering.today = jst_day(entering.now)
        entering.roles, entering.organisation, entering.audience = frozenset(), None, ""
        is_outside = settings.DOOR == "outside"
        frame: AbstractContextManager[Any] = transaction.atomic() if is_outside else nullcontext()
        with frame:
            if is_outside:
                self._introduce_session(request)
            self._recognise(entering)
            answer = self.get_response(request)
            if is_outside and answer.status_code >= 500:
                transaction.set_rollback(True)
            reads_rows = answer.streaming and not isinstance(answer, FileStream)
            return _held(answer) if is_outside and reads_rows else answer

    def process_view(
        self, request: DoorRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Let through, send to the log-in page, or refuse: by the address alone."""
        match = request.resolver_match
        assert match is not None
        audience = match.namespaces[0] if match.namespaces else ""
        if audience == PUBLIC or (not audience and match.url_name in OPEN):
            request.audience = request.audience or audience
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), "/login/")
        if audience not in audiences_of(request.roles, settings.DOOR):
            raise PermissionDenied("このページを見る役割がありません。")
        request.audience = audience
        written: frozenset[str] = getattr(view, TAKES, frozenset())
        allowed = READING if audience in READ_ONLY else READING | written
        return None if request.method in allowed else HttpResponseNotAllowed(sorted(allowed))

    def _introduce_session(self, request: HttpRequest) -> None:
        known = request.session.get(SESSION_KEY)
        introduce(UUID(known) if known else None)

    def _recognise(self, request: DoorRequest) -> None:
        """Roles of the day; outside, the one organisation whose rows this request may see."""
        if not request.session.get(SESSION_KEY) or not request.user.is_authenticated:
            return
        request.person = request.user
        held = held_at(request.person, request.now)
        request.roles = frozenset(membership.role for membership in held)
        request.audience = next(iter(audiences_of(request.roles, settings.DOOR)), "")
        own = [m.organisation for m in held if audience_of_role(m.role) == RECIPIENT]
        if settings.DOOR == "outside" and own:
            request.organisation = own[0]
            request.roles = frozenset(m.role for m in held if m.organisation_id == own[0].pk)
            introduce(request.person.pk, own[0].pk)


def _held(answer: HttpResponseBase) -> HttpResponse:
    """A streamed answer as a whole one: its rows must be read before the transaction ends."""
    whole = HttpResponse(b"".join(answer), status=answer.status_code)
    for name, value in answer.items():
        whole[name] = value
    whole.cookies = answer.cookies
    answer.close()
    return whole
