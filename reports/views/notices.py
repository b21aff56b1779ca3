"""A person's own notices, how they want to be reminded, and their calendar."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from grants.own import own_notices
from reports.feeds import events_for, feed_of, new_feed, owner_of, revoke_feed
from reports.icalendar import calendar_file
from reports.wishes import choose_way, way_of
from workflow.authority import roles_on
from workflow.calendar import jst_day
from workflow.door import DoorRequest, introduce, moment, takes
from workflow.models import Person, ReminderChoice
from workflow.models.person import OrganisationKind
from workflow.notices import mark_read
from workflow.pages import page_url

PAGE_ROWS = 200


class WayForm(forms.Form):
    """How a person wants to be reminded."""

    way = forms.ChoiceField(
        label="期限のお知らせのまとめ方",
        choices=ReminderChoice.Way.choices,
        widget=forms.RadioSelect,
        help_text="期限の7日前からのお知らせと期限経過のお知らせは、選択にかかわらず届きます。",
    )


@takes("POST")
def notices(request: DoorRequest) -> HttpResponse:
    """What this person was told, unread ones marked; a click marks them read."""
    if request.method == "POST":
        mark_read(request.person, request.POST.getlist("notice"), now=request.now)
        return redirect(page_url(request, "notices"))
    rows = own_notices(request.person)
    context = {
        "notices": rows[:PAGE_ROWS],
        "unread": rows.filter(read_at__isnull=True).count(),
        "form": WayForm(initial={"way": way_of(request.person)}),
        "feed": feed_of(request.person),
        "address": request.session.pop("calendar_address", ""),
    }
    return render(request, "notices/list.html", context)


@takes("POST")
@require_POST
def wishes(request: DoorRequest) -> HttpResponse:
    """Keep how this person wants to be reminded."""
    form = WayForm(request.POST)
    if form.is_valid():
        choose_way(request.person, form.cleaned_data["way"])
        messages.success(request, "お知らせのまとめ方を変えました。")
    return redirect(page_url(request, "notices"))


@takes("POST")
@require_POST
def calendar_address(request: DoorRequest) -> HttpResponse:
    """Make a new address for the calendar program, shown once, or close the one in use."""
    if request.POST.get("step") == "revoke":
        revoke_feed(request.person, now=request.now)
        messages.success(request, "カレンダーのアドレスを無効にしました。")
    else:
        secret = new_feed(request.person, now=request.now)
        address = request.build_absolute_uri(reverse("calendar_feed", args=[secret]))
        request.session["calendar_address"] = address
    return redirect(page_url(request, "notices"))


@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar file: whoever has the address reads dates and numbers, nothing else."""
    owner, now = owner_of(secret), moment()
    if owner is None:
        raise Http404("このアドレスは無効です。")
    is_outside = settings.DOOR == "outside"
    if is_outside:
        introduce(owner)
    person, today = Person.objects.filter(pk=owner, is_active=True).first(), jst_day(now)
    held = list(person.memberships_on(today)) if person and roles_on(person, today) else []
    companies = [m.organisation for m in held if m.organisation.kind == OrganisationKind.RECIPIENT]
    if person is None or not held or bool(companies) is not is_outside:
        raise Http404("このアドレスは無効です。")
    company = companies[0] if companies else None
    if company is not None:
        introduce(owner, company.pk)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    events = events_for(person, company, today, domain)
    answer = HttpResponse(calendar_file(events), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return answer
