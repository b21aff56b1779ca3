"""Logging in and out, and the first page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from workflow import throttle
from workflow.audiences import audiences_of
from workflow.authority import roles_of
from workflow.door import DoorRequest, introduce
from workflow.models import Person

# The demonstration's people by organisation, as templates/login.html shows them.
Panel = Callable[[], list[dict[str, Any]]]

WRONG = "メールアドレス又はパスワードが違うか、この入口を使う役割がありません。"
WAIT = (
    f"ログインに{throttle.FAILURES_ALLOWED}回続けて失敗したため、受付を止めています。"
    f"{throttle.WAIT_SECONDS // 60}分後にもう一度お試しください。"
)


class LoginForm(forms.Form):
    """Who, and the proof. `person` holds who was recognised once the form is valid."""

    username = forms.CharField(
        label="メールアドレス",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label="パスワード",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: DoorRequest, *args: Any, **kwargs: Any) -> None:
        """Keep the request: the address counts, and the door decides who may enter."""
        super().__init__(*args, **kwargs)
        self.request = request
        self.person: Person | None = None

    def clean(self) -> dict[str, Any]:
        """Recognise the person, or say why not; the answer never tells which half was wrong."""
        given = super().clean() or {}
        name, address = given.get("username", ""), self.request.META.get("REMOTE_ADDR", "")
        if not name or not given.get("password"):
            return given
        if throttle.must_wait(name, address):
            raise forms.ValidationError(WAIT)
        if settings.DOOR == "outside":
            introduce(None, login=name)
        person = authenticate(self.request, username=name, password=given["password"])
        if not isinstance(person, Person) or not may_enter(person, self.request):
            throttle.count_failure(name, address)
            raise forms.ValidationError(WRONG)
        throttle.forget_failures(name)
        self.person = person
        return given


def may_enter(person: Person, request: DoorRequest) -> bool:
    """Whether this person has pages behind this door. From here on the database knows them."""
    if settings.DOOR == "outside":
        introduce(person.pk)
    return bool(audiences_of(roles_of(person, request.now), settings.DOOR))


@never_cache
def log_in(request: DoorRequest, panel: Panel | None = None) -> HttpResponse:
    """The log-in page; in the demonstration with the people one may become."""
    form = LoginForm(request, request.POST or None)
    target = _safe_next(request)
    if request.method == "POST" and form.is_valid() and form.person is not None:
        login(request, form.person)
        return redirect(target or "home")
    context = {
        "form": form,
        "next": target,
        "people": panel() if panel else [],
        "people_url": reverse("become") if panel else "",
    }
    return render(request, "login.html", context, status=422 if form.errors else 200)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("login")


def home(request: DoorRequest) -> HttpResponse:
    """The first page of whoever asks."""
    if not request.audience:
        return redirect("login")
    return redirect(f"{request.audience}:home")


def _safe_next(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if own else ""
