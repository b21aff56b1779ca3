"""Every act through its page: the lawful deed of each, typed in, rehearsed, confirmed."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from fund.queries import segments
from grants.models import Payment
from tests.deeds import Deed
from tests.grants.acts.test_every_act import DEEDS, actor_of, lawful
from tests.grants.pages.conftest import Visit
from tests.grants.pages.typing_in import typed
from tests.grants.stage import StagedWorld
from tests.people import RECIPIENT_ROLES
from workflow.act import ACTS, _payload_sha
from workflow.act_forms import FORMS
from workflow.authority import AUTHORITY
from workflow.models import ActRecord, Draft, Person, Role

OFFICERS = (
    Role.CASE_OFFICER, Role.INSPECTOR, Role.ACCOUNTING_CLERK, Role.CASHIER, Role.EXECUTIVE,
    Role.TREASURY_MANAGER, Role.RECORDS_MANAGER,
)  # fmt: skip
every_act = pytest.mark.parametrize("name", DEEDS)


def told(answer: Any) -> str:
    """Why a page refused."""
    found = answer.context or {}
    return f"{found.get('problems')} {found['form'].errors if 'form' in found else ''}"


def is_outside(name: str) -> bool:
    return AUTHORITY[name][0] in RECIPIENT_ROLES


def address(doing: Deed) -> str:
    """The page of a deed's act."""
    audience = "recipient" if is_outside(doing.name) else "officer"
    base = f"/{audience}/acts/{doing.name}/"
    return base if FORMS[doing.name].subject_model is None else f"{base}{doing.args[0]}/"


class Scene:
    """Somebody entitled stands before the page of the act on its day."""

    def __init__(self, world: StagedWorld, name: str, visit: Visit) -> None:
        self.doing = lawful(name, world)
        self.actor: Person = actor_of(world, self.doing)
        self.client: Client = visit(self.actor)
        self.day: date = world.today
        self.url = address(self.doing)

    def arrives(self, page: str) -> bool:
        """Whether an address leads to a page that opens."""
        return self.client.get(page, follow=True).status_code == 200

    def fill_in(self) -> dict[str, Any]:
        """What they type, after looking at the page."""
        query = {"code": self.doing.args[1].code} if "checklist" in self.doing.name else {}
        answer = self.client.get(self.url, query)
        assert answer.status_code == 200, told(answer)
        return typed(answer.context["form"], self.doing.args)


@pytest.fixture
def scene(
    world: StagedWorld,
    visit: Visit,
    settings: Settings,
    on_day: Callable[[date], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[str], Scene]:
    """Set the stage of an act: its day, its door, its books."""

    def build(name: str) -> Scene:
        code = next(s.code for s in segments() if s.segment_id == world.segment)
        places = ("fund.forms.acts", "grants.forms.case", "reports.forms.acts",
                  "reports.forms.deadlines")  # fmt: skip
        for place in places:
            monkeypatch.setattr(f"{place}.FUND_SEGMENT", code)
        found = Scene(world, name, visit)
        on_day(found.day)
        if is_outside(name):
            settings.DOOR = "outside"
            settings.ROOT_URLCONF = "config.urls_outside"
        return found

    return build


def test_every_act_has_a_form() -> None:
    assert set(FORMS) == set(AUTHORITY)


@every_act
def test_the_page_hands_the_act_once_exactly_what_was_filled_in(
    name: str, scene: Callable[[str], Scene]
) -> None:
    stage = scene(name)
    data, before = stage.fill_in(), ActRecord.objects.count()
    shown = stage.client.post(stage.url, data)
    assert shown.status_code == 200, told(shown)
    assert shown.templates[0].name == "acts/confirm.html"
    assert ActRecord.objects.count() == before, "a rehearsal leaves nothing"
    back = shown.context["back_url"]
    assert f'href="{back}">やめる</a>' in shown.content.decode()
    done, again = (stage.client.post(stage.url, data | {"step": "confirm"}) for _ in range(2))
    assert (done.status_code, again.status_code) == (302, 302), told(done) + told(again)
    assert done["Location"] == again["Location"]
    # Giving up mostly leads where having done it leads: such a page is opened once.
    for page in {back, done["Location"]}:
        assert stage.arrives(page), page
    record = ActRecord.objects.get(key=f"web:{data['key']}")
    assert (record.act, record.actor) == (name, stage.actor)
    given = dict(zip(_names(name), stage.doing.args, strict=False)) | {"actor": stage.actor}
    assert bytes(record.payload_sha) == _payload_sha(name, _whole(name, given))


def test_what_would_be_put_up_and_booked_is_shown_in_words(scene: Callable[[str], Scene]) -> None:
    stage = scene("propose_fixing")
    shown = stage.client.get(stage.url)
    (draft,) = shown.context["put_up"]
    assert draft.content["fixed_yen"] == 120_000_000
    assert "起案する内容" in shown.content.decode()
    assert not Draft.objects.filter(pk=draft.pk).exists(), "a rehearsal leaves nothing"
    stage = scene("confirm_payment")
    shown = stage.client.post(stage.url, stage.fill_in())
    number = Payment.objects.get(pk=stage.doing.args[0]).grant.number
    assert f"B300:{number} 交付決定残（{number}）" in shown.content.decode()
    assert shown.context["put_up"] == []


@pytest.mark.parametrize("audience", ["officer", "recipient"])
def test_who_lacks_the_role_is_sent_away(
    audience: str, world: StagedWorld, visit: Visit, settings: Settings
) -> None:
    if audience == "recipient":
        settings.DOOR, settings.ROOT_URLCONF = "outside", "config.urls_outside"
    roles = RECIPIENT_ROLES if audience == "recipient" else OFFICERS
    visitors = {role: visit(world.person(role)) for role in roles}
    met: dict[str, set[int]] = {}
    for name in AUTHORITY:
        if is_outside(name) != (audience == "recipient"):
            continue
        subject = "" if FORMS[name].subject_model is None else f"{uuid.uuid4()}/"
        url = f"/{audience}/acts/{name}/{subject}"
        strangers = [visitors[role] for role in roles if role not in AUTHORITY[name]]
        assert strangers, name
        met[name] = {
            strangers[0].get(url).status_code,
            strangers[-1].post(url, {"step": "confirm"}).status_code,
        }
    assert met
    assert {name: codes for name, codes in met.items() if codes != {403}} == {}


def _names(name: str) -> list[str]:
    """The act's parameters in order, without actor, now and key."""
    code = ACTS[name].__wrapped__.__code__  # type: ignore[attr-defined]  # functools.wraps
    return list(code.co_varnames[: code.co_argcount])


def _whole(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """With the defaults of what the deed left out."""
    function = ACTS[name].__wrapped__  # type: ignore[attr-defined]  # functools.wraps
    names, defaults = _names(name), function.__defaults__ or ()
    return dict(zip(names[len(names) - len(defaults) :], defaults, strict=True)) | given
