"""Who has no part in a decision, told by the layer that knows what the draft is about.

A layer right of this one names its bars in a module `conflicts` of its own. Whoever is barred
neither decides nor is decided for: a deputy has no more than their principal.
"""

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from django.utils.module_loading import autodiscover_modules

from workflow.act import running_act
from workflow.authority import holders_of
from workflow.models import Draft, Role
from workflow.problems import Problem

Bar = Callable[[Draft], Collection[UUID]]
BARS: list[Bar] = []
CONFLICT = Problem(
    "conflict",
    "この案件について利益相反を申告しているため、手続を行えません。",
    "別の担当者又は決裁者が行います。",
)


def bars(bar: Bar) -> Bar:
    """Register who is barred from deciding on a draft."""
    BARS.append(bar)
    return bar


def barred_from(draft: Draft) -> frozenset[UUID]:
    """The people who have no part in deciding on a draft."""
    autodiscover_modules("conflicts")
    return frozenset(pk for bar in BARS for pk in bar(draft))


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
    others = {running.actor.pk, *barred, *besides}
    names = [f"{Role(m.role).label} {m.person.name}" for m in holders_of(roles, running.now)
             if m.person_id not in others]  # fmt: skip
    return [
        Problem(
            "principal_conflict",
            f"代決の本人（{before[0].person.name}）がこの案件について利益相反を申告しているため、"
            "代わって決裁することはできません。",
            f"決裁できる者: {'、'.join(dict.fromkeys(names))}。" if names
            else "同じ役割に、利益相反のない者を任命してください。",
        )
    ]  # fmt: skip
