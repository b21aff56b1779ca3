"""Cases for paper tests: the demonstration's own steps, played in books and with keys apart."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from config.demo import cases, office
from config.demo.office import MILLION, Project
from config.demo.people import Company, settle_company
from config.demo.world import HALF, Chapter, World, play_chapters
from fund.acts.endow_fund import EndowmentNotice, endow_fund
from fund.books import open_segment
from tests.fund.conftest import new_segment
from workflow.calendar import JST
from workflow.models import ActRecord, Person

FIRST_DAY = date(2023, 3, 31)
ENDOWED_YEN = 100_000 * MILLION
LAST_DAY = date(2026, 11, 23)


def new_books() -> int:
    """A segment of its own with the fiscal years 2022 to 2026, all open."""
    number = new_segment()
    open_segment(number, f"TEST_{number}", f"試験勘定{number}", range(2022, 2027))
    return number


class PaperWorld(World):
    """The story's world with books of its own and keys nobody else has."""

    def __init__(self, segment: int) -> None:
        """Settle the people inside; the fund is empty."""
        super().__init__()
        self.segment = segment
        self.run = uuid.uuid4().hex[:8]
        self.today = FIRST_DAY

    @property
    def now(self) -> datetime:
        """Ten o'clock of the day in Japan."""
        return datetime.combine(self.today, time(10), tzinfo=JST)

    def do(
        self, act: Callable[..., ActRecord], *args: Any, by: str | Person, key: str, **kwargs: Any
    ) -> UUID:
        """Perform an act today under a key of this world."""
        actor = self.people[by] if isinstance(by, str) else by
        return act(*args, actor=actor, now=self.now, key=f"{self.run}:{key}", **kwargs).subject_id

    def endow(self, yen: int = ENDOWED_YEN) -> None:
        """A subsidy of the State arrives today."""
        name = f"{self.run}-{self.today}"
        notice = EndowmentNotice(
            self.segment, name, self.today, self.today, 2022, yen, f"国庫-{name}"
        )
        self.do(endow_fund, notice, by="ikeda", key=f"endow-{self.today}")

    def play(self, *chapters: Chapter, until: date = LAST_DAY) -> None:
        """Let chapters of the story go on side by side up to a day."""
        self.today = date.min
        play_chapters(self, list(chapters), until, lambda day: None)


def company(code: str = "") -> Company:
    """A fictional recipient with its people; a new one unless a code is given."""
    code = code or f"T{uuid.uuid4().hex[:8]}"
    return settle_company(
        code, uuid.uuid5(uuid.NAMESPACE_OID, code).int % 10**9, "株式会社試験電池"
    )


def a_project() -> Project:
    """600 million yen: equipment 800 million and research 400 million at one half."""
    code = f"T{uuid.uuid4().hex[:8]}"
    return Project(
        code, "部素材の生産", "部素材", f"試験設備 {code} の整備",
        date(2023, 6, 16), date(2023, 9, 1), date(2026, 3, 31), 800, 400, HALF, 600 * MILLION,
    )  # fmt: skip


def decided(world: PaperWorld, project: Project, firm: Company) -> UUID:
    """A case from its plan to its decision."""
    world.today = project.certified_on
    plan = office.certify(world, firm, project)
    world.today = date(2023, 7, 10)
    grant = office.apply(world, firm, project, plan)
    world.today = date(2023, 8, 1)
    office.examine(world, project, grant)
    world.today = date(2023, 8, 10)
    office.decide(world, project, grant)
    return grant


def whole_story(world: PaperWorld) -> None:
    """Four cases: paid in full, excess ordered back, partly cancelled and repaid, withdrawn."""
    world.endow()
    world.play(
        cases.minato(world, company("R03")),
        cases.shiramine(world, company("R05")),
        cases.satoyama(world, company("R08")),
        cases.shiomi(world, company("R12")),
    )
