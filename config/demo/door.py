"""Becoming one of the demonstration's people: only where FUND_DEMO is on, never with a password."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from config.demo.telling import demo_people
from workflow.audiences import AUDIENCES_OF_DOOR, audience_of_role
from workflow.door import DoorRequest, introduce
from workflow.models import Person, Role
from workflow.views.entrance import may_enter

_CODES = {role.label: role.value for role in Role}
_ORDER = {role.label: n for n, role in enumerate(Role)}


def panel() -> list[dict[str, Any]]:
    """Who may enter at this door, by organisation, in the form templates/login.html takes.

    Read from the story's summary: the outside door cannot list people.
    """
    rows = [row for row in demo_people() if _is_of_this_door(row.get("role", ""))]
    # Organisations by their first role in the order of the roles (NEDO first), then by name.
    first: dict[str, int] = {}
    for row in rows:
        place = _ORDER[row["role"]]
        first[row["organisation"]] = min(place, first.get(row["organisation"], place))
    rows.sort(key=lambda r: (first[r["organisation"]], r["organisation"], _ORDER[r["role"]]))
    return [
        {
            "organisation": organisation,
            "people": [
                {"id": row["email"], "name": row["name"], "roles": row["role"], "work": ""}
                for row in group
            ],
        }
        for organisation, group in groupby(rows, key=lambda row: row["organisation"])
    ]


@require_POST
def become(request: DoorRequest) -> HttpResponse:
    """Log in as the chosen person; one of another door is not found here."""
    if not settings.DEMO:
        raise Http404
    email = request.POST.get("person", "")
    if settings.DOOR == "outside":
        introduce(None, login=email)
    person = Person.objects.filter(email=email, is_active=True).first()
    if person is None or not may_enter(person, request):
        raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("home")


def _is_of_this_door(role_label: str) -> bool:
    code = _CODES.get(role_label)
    return code is not None and audience_of_role(code) in AUDIENCES_OF_DOOR[settings.DOOR]
