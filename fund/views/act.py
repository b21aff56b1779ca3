"""The page of an act: fill in, see what it would do, confirm. One view for every act."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from fund.queries import entries_of_key, postings
from workflow.act_forms import ActForm, entitled, form_for
from workflow.authority import may
from workflow.door import DoorRequest, takes
from workflow.models import ActRecord, Draft
from workflow.pages import page_url
from workflow.problems import Problem, Refused
from workflow.rehearsal import rehearse

# What a refusal means over HTTP: somebody else was faster, or it is not this person's to do.
STATUS_OF = {"same_person": 403, "already_approved": 409, "stale_version": 409}
NOT_POSTED = frozenset({"csrfmiddlewaretoken", "step"})


class Carried:
    """Posted values on their way through the rehearsal's page, several under one name too."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        """pairs: name and value, in order."""
        self._pairs = pairs

    def items(self) -> list[tuple[str, str]]:
        """What the confirming form posts again."""
        return self._pairs


@takes("POST")
def act_page(request: DoorRequest, act: str, subject: UUID | None = None) -> HttpResponse:
    """Ask, rehearse, confirm."""
    form = _form(request, act, subject)
    confirmed = request.method == "POST" and request.POST.get("step") == "confirm"
    if not form.asks and request.method != "POST":
        form = type(form)(request, form.subject, form.first_data())
    if not form.is_bound or not form.is_valid():
        done = _done_before(request, form) if confirmed else None
        return _leave(request, form, done) if done else _ask(request, form)
    if confirmed:
        return _confirm(request, form)
    rehearsal = rehearse(form.perform, lambda record: _seen(form, record))
    if rehearsal.problems:
        return _ask(request, form, rehearsal.problems)
    context = {
        "form": form,
        "rehearsal": rehearsal,
        **rehearsal.seen,
        "hidden": Carried([*_pairs(form), ("step", "confirm")]),
        "back_url": _back(request, form),
    }
    return render(request, "acts/confirm.html", context)


def _confirm(request: DoorRequest, form: ActForm) -> HttpResponse:
    try:
        record = form.perform()
    except Refused as refusal:
        return _ask(request, form, refusal.problems)
    return _leave(request, form, record)


def _done_before(request: DoorRequest, form: ActForm) -> ActRecord | None:
    """The record of a second click, when the first one left nothing to choose from any more."""
    key = form.cleaned_data.get("key")
    return ActRecord.objects.filter(key=f"web:{key}", act=form.act, actor=request.person).first()


def _leave(request: DoorRequest, form: ActForm, record: ActRecord) -> HttpResponse:
    messages.success(request, f"{form.act_title}を記録しました。")
    return redirect(page_url(request, "subject", record.subject_type, record.subject_id))


def _ask(request: DoorRequest, form: ActForm, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    context = {"form": form, "problems": problems, "back_url": _back(request, form)}
    found = (STATUS_OF[problem.code] for problem in problems if problem.code in STATUS_OF)
    status = next(found, 422) if problems or form.errors else 200
    return render(request, "acts/form.html", context, status=status)


def _form(request: DoorRequest, act: str, subject: UUID | None) -> ActForm:
    """The act's form with its subject: 404 for what is not this audience's, 403 for the role."""
    form_class = form_for(act, request.audience)
    if form_class is None or (form_class.subject_model is None) != (subject is None):
        raise Http404("この手続はありません。")
    if not may(request.roles, act):
        raise PermissionDenied(f"この手続を行えるのは {entitled(act)} です。")
    return form_class(request, _subject(request, form_class, subject), request.POST or None)


def _subject(request: DoorRequest, form_class: type[ActForm], pk: UUID | None) -> Any:
    if form_class.subject_model is None or pk is None:
        return None
    rows = form_class.subject_model._default_manager.filter(pk=pk)
    if request.organisation is not None:
        rows = form_class.own_rows(rows, request.organisation)
    found = rows.first()
    if found is None:
        raise Http404("対象が見つかりません。")
    return found


def _back(request: DoorRequest, form: ActForm) -> str:
    if form.back_to is None:
        return page_url(request, "home")
    return page_url(request, "subject", form.back_to._meta.label_lower, form.back_to.pk)


def _pairs(form: ActForm) -> list[tuple[str, str]]:
    """The values as they were posted, not as they were understood."""
    data: Any = form.data
    if not hasattr(data, "lists"):
        return [(name, str(value)) for name, value in data.items()]
    return [
        (name, value) for name, values in data.lists() if name not in NOT_POSTED for value in values
    ]


def _seen(form: ActForm, record: ActRecord) -> dict[str, Any]:
    """What the act would post and put up. The outside door does neither and may read neither."""
    if form.request.organisation is not None:
        return {}
    drafts = Draft.objects.filter(
        drafted_by=record.actor, drafted_at=record.acted_at, subject_id=record.subject_id
    )
    return {"entries": _entries(form, record), "put_up": list(drafts.order_by("version"))[-1:]}


def _entries(form: ActForm, record: ActRecord) -> list[dict[str, Any]]:
    """The entries the act would post, as parts/entry_lines.html takes them."""
    if form.segment is None:
        return []
    return [
        {
            "title": row.memo,
            "effective_on": row.effective_on,
            "lines": [
                {
                    "book": line.book,
                    "debit": f"{line.debit} {line.debit_name}",
                    "credit": f"{line.credit} {line.credit_name}",
                    "yen": line.yen,
                }
                for line in postings(row.segment, row.seq)
            ],
        }
        for row in entries_of_key(form.segment, record.key)
    ]
