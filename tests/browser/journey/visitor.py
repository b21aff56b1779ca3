"""Somebody at their door: one session, by plain requests and in the door's window."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, Page

from tests.browser.conftest import WIDE
from workflow.audiences import audience_of_role
from workflow.models import Person, Role

Fields = Iterable[tuple[str, str]]


@dataclass
class Visitor:
    """A person with a session at a door, on a day."""

    person: Person
    role: Role
    base: str
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def audience(self) -> str:
        """The space of their pages."""
        return audience_of_role(self.role)

    def on(self, day: date) -> "Visitor":
        """The same on another day."""
        self.cookies["day"] = day.isoformat()
        return self

    def enter(self) -> "Visitor":
        """Become the person, as on the demonstration's panel."""
        self.ask("GET", "/login/")
        status, _ = self.ask("POST", "/become/", [("person", self.person.email)])
        assert status == 302, self.person
        return self

    def ask(self, method: str, path: str, fields: Fields = ()) -> tuple[int, str]:
        """Status and text of a page asked for without a browser."""
        line = HTTPConnection(urlsplit(self.base).netloc, timeout=30)
        proof = [("csrfmiddlewaretoken", v) for name, v in self.cookies.items() if "csrf" in name]
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line.request(
            method,
            path,
            urlencode([*proof, *fields]) if method == "POST" else None,
            {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"},
        )
        answer = line.getresponse()
        text = answer.read().decode()
        for given in answer.msg.get_all("Set-Cookie") or ():
            self.cookies |= {m.key: m.value for m in SimpleCookie(given).values()}
        line.close()
        return answer.status, text


class Window:
    """A browser's window at a door, in which one person after another takes a seat."""

    def __init__(self, browser: Browser, base: str) -> None:
        """Open it; its console is listened to."""
        self.base = base
        self.complaints: list[str] = []
        context = browser.new_context(
            viewport={"width": WIDE["width"], "height": WIDE["height"]},
            locale="ja-JP", timezone_id="Asia/Tokyo",
        )  # fmt: skip
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def show(self, visitor: Visitor, path: str) -> Page:
        """A page in the visitor's space, with their session and on their day."""
        context = self.page.context
        # Every answer renews its session's cookie: a late one would seat the last person again.
        self.page.goto("about:blank")
        context.clear_cookies()
        context.add_cookies(
            [{"name": n, "value": v, "url": self.base} for n, v in visitor.cookies.items()]
        )
        self.page.goto(f"{self.base}/{visitor.audience}/{path}", wait_until="domcontentloaded")
        return self.page
