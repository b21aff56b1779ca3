"""What every page's frame shows besides its content: the context of templates/base.html."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from workflow.audiences import AUDITOR, METI, OFFICER, RECIPIENT
from workflow.models import Role

DEMO_NOTE = "デモ環境 — 会社・人・金額はすべて架空です"
READING = (("fund", "基金"), ("trial_balance", "残高試算表"), ("grants", "案件"))
DEADLINES = ("deadlines", "期限")
NAVIGATION: dict[str, tuple[tuple[str, str], ...]] = {
    OFFICER: (("home", "自分の番"), ("grants", "案件"), ("plans", "認定計画"), ("reports", "報告"),
              DEADLINES, ("fund", "基金"), ("papers", "文書"), ("closes", "締め"),
              ("delegations", "代決"), ("notices", "お知らせ")),
    AUDITOR: (("home", "監査"), *READING, ("exceptions", "例外一覧"), ("closes", "締め")),
    METI: (("home", "基金"), *READING[1:]),
    RECIPIENT: (("home", "ホーム"), ("grants", "交付案件"), ("reports", "報告"), DEADLINES,
                ("notices", "お知らせ")),
}  # fmt: skip


@dataclass(frozen=True)
class NavItem:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: audience, navigation, who is logged in, the environment, today."""
    audience = getattr(request, "audience", "")
    roles: frozenset[str] = getattr(request, "roles", frozenset())
    return {
        "audience": audience or ("recipient" if settings.DOOR == "outside" else ""),
        "environment": DEMO_NOTE if settings.DEMO else "",
        "today": getattr(request, "today", None),
        "logout_url": reverse("logout"),
        "nav_items": _navigation(request, audience) if roles else [],
        "user_title": _title(request, roles) if roles else "",
    }


def _navigation(request: HttpRequest, audience: str) -> list[NavItem]:
    items = [(label, reverse(f"{audience}:{name}")) for name, label in NAVIGATION.get(audience, ())]
    # The page's own entry is the longest address that begins like the page's.
    inside = [url for _, url in items if request.path.startswith(url)]
    current = max(inside, key=len, default="")
    return [NavItem(label, url, url == current) for label, url in items]


def _title(request: HttpRequest, roles: frozenset[str]) -> str:
    words = "・".join(Role(role).label for role in sorted(roles))
    organisation = getattr(request, "organisation", None)
    return f"{organisation.name} {words}" if organisation else words
