"""Who has no part in an act, told by the layer that knows what it is done to.

A layer right of this one names its bars in a module `conflicts` of its own. Whoever is barred
neither acts nor is acted for: a deputy has no more than their principal. Every act is asked where
it writes its record, so that none can forget it; one that decides on a draft is asked before.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db.models import Model
from django.utils.module_loading import autodiscover_modules

from workflow.act import running_act
from workflow.authority import AUTHORITY, holders_of
from workflow.models import Person, Role
from workflow.problems import Problem, refuse_if

Bar = Callable[[Model], Collection[UUID]]
BARS: list[Bar] = []
# Acts that have no part in what a case becomes: to declare oneself, to see what was done in one's
# stead, to end somebody's authority, whatever it had been used for.
OPEN_TO_ALL = frozenset({"declare_conflict", "view_afterwards", "end_authority"})
CONFLICT = Problem(
    "conflict",
    "この案件について利益相反を申告しているため、手続を行えません。",
    "別の担当者又は決裁者が行います。",
)
NOBODY = "同じ役割に、利益相反のない者を任命してください。"


def bars(bar: Bar) -> Bar:
    """Register who is barred from what is done to a subject, or from deciding on a draft."""
    BARS.append(bar)
    return bar


def barred_from(subject: Model) -> frozenset[UUID]:
    """The people who have no part in what is done to a subject, or in deciding on a draft."""
    return frozenset(pk for bar in _every_bar() for pk in bar(subject))


@cache
def _every_bar() -> list[Bar]:
    """Found once: every act asks."""
    autodiscover_modules("conflicts")
    return BARS


def refuse_barred(subject: Model) -> None:
    """Refuse the running act when its actor, or in whose stead they act, is barred from it."""
    running = running_act()
    # A company's people are on their own side; what others declared they cannot read.
    if running.reach is not None or running.name in OPEN_TO_ALL:
        return
    barred = barred_from(subject)
    if barred & {running.actor.pk, running.principal.pk if running.principal else None}:
        refuse_if(problems_of_bars(barred, AUTHORITY[running.name]))


def problems_of_bars(
    barred: Collection[UUID], roles: Collection[str], besides: Iterable[UUID] = ()
) -> list[Problem]:
    """Why the running actor may not act in one of these roles; sets the barred principals aside.

    besides: who may not act for another reason, and is not named as one who may.
    """
    running = running_act()
    if running.actor.pk in barred:
        return [CONFLICT]
    before = [m for m in running.held if m.role in roles]
    running.set_aside(barred)
    if not before or any(m.role in roles for m in running.held):
        return []
    names = others_of(roles, {running.actor.pk, *barred, *besides}, running.now)
    return [in_stead_of(before[0].person, who_may(names))]


def in_stead_of(principal: Person, cure: str) -> Problem:
    """Why nobody acts in the stead of somebody who is barred."""
    return Problem(
        "principal_conflict",
        f"代決の本人（{principal.name}）がこの案件について利益相反を申告しているため、"
        "代わって決裁することはできません。",
        cure,
    )


def who_may(names: Iterable[str]) -> str:
    """Who may act instead, in words."""
    found = "、".join(names)
    return f"決裁できる者: {found}。" if found else NOBODY


def others_of(roles: Collection[str], besides: Collection[UUID], now: datetime) -> list[str]:
    """Who holds one of these roles at a moment, with it, besides these people."""
    names = [f"{Role(m.role).label} {m.person.name}" for m in holders_of(roles, now)
             if m.person_id not in besides]  # fmt: skip
    return list(dict.fromkeys(names))
