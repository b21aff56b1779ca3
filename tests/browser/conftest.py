"""A real browser before the real doors, with a small committed world behind them."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from config.testing.fixtures import Committing, Doors
from fund.acts.file_fund_plan import file_fund_plan
from fund.books import FUND_SEGMENT
from fund.queries import segment_by_code
from tests.deeds import deed, perform
from tests.fund.acts.test_file_fund_plan import a_plan
from tests.grants.conftest import new_world
from tests.grants.stage import FIRST_DAY, advanced
from tests.grants.world import World
from workflow.models import Person

# Where the machine is busy a page takes its time.
expect.set_options(timeout=60_000)
WIDE, NARROW = {"width": 1366, "height": 900}, {"width": 390, "height": 844}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Scene:
    """An application awaiting its decision, and a case with an advance paid and its plan.

    Plain values: beside a running browser nothing may ask the database.
    """

    world: World
    waiting: UUID
    waiting_number: str
    paid: UUID
    number: str
    plan: UUID

    @property
    def fund(self) -> str:
        """The code of its 勘定."""
        return f"TEST_{self.world.segment}"


@dataclass
class Window:
    """A browser window and what its console complained of."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        """Keep what the console complains of; a refused act's 4xx is no fault of the page."""
        if message.type == "error" and "with a status of 4" not in message.text:
            self.complaints.append(message.text)

    def go(self, path: str) -> Page:
        """Open a page of this door."""
        self.page.goto(self.base + path)
        return self.page

    def become(self, person: Person) -> Page:
        """Choose somebody on the demonstration's panel."""
        self.go("/login/").click(f'button[value="{person.email}"]')
        self.page.wait_for_load_state()
        return self.page


@pytest.fixture(scope="module")
def scene(committing: Committing) -> Scene:
    """Committed, so that the doors' own processes see it; its people stand on the panel."""
    with committing():
        world = new_world()
        world.today = FIRST_DAY
        waiting = world.draft().apply().review().examine().grant
        world.today = FIRST_DAY
        paid = advanced(world.draft())
        _file_plan(world)
        _offer(world)
        grant = paid.grant
    return Scene(world, waiting.pk, waiting.number, paid.pk, grant.number, grant.plan_id)


def _file_plan(world: World) -> None:
    """A year's plan of the fund itself: its page knows no other 勘定."""
    fund = segment_by_code(FUND_SEGMENT).segment_id
    plan = a_plan(world, segment=fund, costs_to_end_yen=495_000_000_000)
    perform(world, deed(file_fund_plan, plan, on=FIRST_DAY))


def _offer(world: World) -> None:
    """The people as the story's summary would list them."""
    people = [*world.people.values(), *world.company.people.values(), *world.other.people.values()]
    rows = []
    for person in people:
        membership = person.memberships.select_related("organisation")[0]
        rows.append(
            {
                "email": person.email,
                "name": person.name,
                "organisation": membership.organisation.name,
                "role": membership.get_role_display(),
            }
        )
    path = settings.VAR / "demo" / "summary.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"people": rows}, ensure_ascii=False))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, or the one Playwright brought."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser, doors: Doors) -> Iterator[Callable[..., Window]]:
    """Open windows at a door; at the end their consoles must have stayed silent."""
    opened: list[Window] = []

    def open_one(door: str = "inside", viewport: dict[str, int] | None = None) -> Window:
        size = viewport or WIDE
        context = chromium.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
        )
        found = Window(context.new_page(), getattr(doors, door))
        found.page.on("console", found.hear)
        found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
        opened.append(found)
        return found

    yield open_one
    for one in opened:
        one.page.context.close()
        assert one.complaints == []
