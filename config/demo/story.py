"""The demonstration's story: the fund and its recipients from 2023-03, played through the acts."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from config.demo import recipients, treasury
from config.demo.closing import close_books, close_month
from config.demo.office import check_plans
from config.demo.summary import write_summary
from config.demo.world import Chapter, World, play_chapters
from fund.acts.endow_fund import EndowmentNotice, endow_fund
from fund.chart import FUND_ACCOUNTS
from fund.queries import head, movements
from reports.acts.issue_fund_statement import issue_fund_statement
from reports.acts.owe_yearly_duties import owe_yearly_duties
from reports.acts.record_fulfilment import record_fulfilment
from reports.answered import is_answered
from reports.due_papers import issue_and_print_due
from workflow.calendar import JST, fiscal_year, fiscal_year_end, month_end
from workflow.duty_kinds import NEDO, kind_on, recorded_by_officers
from workflow.models import DutyYear, Obligation

Progress = Callable[[int, int, str], None]
STORY_ENDS = date(2026, 11, 23)
BOOKS_BEGIN = date(2022, 4, 30)
FUND_BEGINS = date(2023, 3, 31)
# On the day after, nothing would be left to be valued: what was bought has matured.
STORY_REACHES = date(2028, 4, 19)
ENDOWMENTS = (
    (FUND_BEGINS, 2022, 331_600_000_000, "令和4年度補正"),
    (date(2024, 2, 29), 2023, 265_800_000_000, "令和5年度補正"),
)


def play(*, today: date, progress: Progress, seal: Callable[[], None]) -> None:
    """Tell the story up to `today`, calling `progress(done, all, what)` after each day told.

    seal: seals what was told, so that the statements printed then carry a seal that covers it.

    Every step is an act with a fixed key: told twice, or after an interruption, it repeats nothing.
    At the end `var/demo/summary.json` says what stands, under `people` who may sign in.
    """
    world = World()
    total = (today - FUND_BEGINS).days
    progress(0, total, "物語を始めます")

    def tell(day: date) -> None:
        progress(max((day - FUND_BEGINS).days, 0), total, f"{day} まで")

    play_chapters(
        world,
        [
            endow(world),
            close_months(world),
            close_years(world),
            check_years(world),
            *treasury.chapters(world),
            keep_deadlines(world),
            *recipients.chapters(world),
        ],
        today,
        tell,
    )
    progress(total, total, "書類を作成しています")
    seal()
    issue_papers(world, today)
    write_summary(world, today)
    progress(total, total, "物語を終えました")


def issue_papers(world: World, today: date) -> None:
    """The statements of the fund, and every notice an act deserves."""
    world.today = today
    for ended in stated_months(world.segment, today):
        world.do(issue_fund_statement, world.segment, ended, by="goto", key=f"statement:{ended}")
    issue_and_print_due(now=datetime.combine(today, time(10), tzinfo=JST))


def stated_months(segment: int, today: date) -> list[date]:
    """The last days of the months stated: the last one closed, the last in which the fund moved
    where that is another, and before them the last of each fiscal year."""
    ended = today.replace(day=1) - timedelta(days=1)
    if today <= ended + timedelta(days=10):
        ended = ended.replace(day=1) - timedelta(days=1)
    years = [fiscal_year_end(year) for year in range(FUND_BEGINS.year - 1, fiscal_year(ended))]
    found = [*years, *last_moved(segment, ended), ended]
    return [day for day in dict.fromkeys(found) if day >= FUND_BEGINS]


def last_moved(segment: int, until_on: date) -> list[date]:
    """The last day of the newest month up to a day in which the fund moved, if there is one."""
    known = head(segment).seq
    month = until_on
    while month >= FUND_BEGINS:
        if movements(segment, FUND_ACCOUNTS, month.replace(day=1), month, known):
            return [month]
        month = month.replace(day=1) - timedelta(days=1)
    return []


def endow(world: World) -> Chapter:
    """The State's subsidies arrive."""
    for day, year, yen, name in ENDOWMENTS:
        yield day
        notice = EndowmentNotice(
            segment=world.segment,
            notice_number=f"{name}基金補助金交付決定",
            notice_on=day,
            received_on=day,
            budget_year=year,
            amount_yen=yen,
            bank_reference=f"{day:%Y%m%d}-国庫",
        )
        world.do(endow_fund, notice, by="ikeda", key=f"endow:{year}")


def close_months(world: World) -> Chapter:
    """Each month is closed on the tenth of the next; earlier ones with the fund's first."""
    ended = BOOKS_BEGIN
    while True:
        yield max(month_end(ended) + timedelta(days=10), FUND_BEGINS + timedelta(days=10))
        close_month(world, ended)
        ended = month_end(ended + timedelta(days=1))


def close_years(world: World) -> Chapter:
    """Each June, before the financial statements go out, the year that ended is closed."""
    year = FUND_BEGINS.year - 1
    while True:
        yield date(year + 1, 6, 25)
        close_books(world, year)
        year += 1


def check_years(world: World) -> Chapter:
    """Each May NEDO and METI check that the plans were carried out in the year that ended."""
    year = FUND_BEGINS.year
    while True:
        yield date(year + 1, 5, 20)
        check_plans(world, year)
        year += 1


def keep_deadlines(world: World) -> Chapter:
    """Twice a month what falls due soon is handed in; each April the year is set."""
    day = date(FUND_BEGINS.year, 4, 8)
    while True:
        yield day
        year = fiscal_year(day)
        if not DutyYear.objects.filter(segment=world.segment, year=year).exists():
            world.do(owe_yearly_duties, world.segment, year, by="baba", key=f"year:{year}")
        following = day + timedelta(days=14)
        hand_in(world, following)
        day = following


def hand_in(world: World, before: date) -> None:
    """NEDO's own papers due before a day, and reports on paper of companies that did not file."""
    due = Obligation.objects.filter(status=Obligation.Status.OPEN, due_on__lt=before)
    # What was filed through the page waits to be accepted there.
    for duty in due.exclude(is_answered()).order_by(
        "due_on", "kind", "organisation__name", "period_key"
    ):
        kind = kind_on(duty.kind, world.today)
        # Whether an order was obeyed is the stories' own matter.
        if kind and recorded_by_officers(kind) and (kind.is_report or kind.owner == NEDO):
            which = duty.period_key if len(duty.period_key) < 20 else duty.due_on
            world.do(
                record_fulfilment, duty.pk, world.today, f"受付-{duty.kind}-{which}",
                by="aoki", key=f"met:{duty.kind}:{duty.subject_id}:{duty.period_key}",
            )  # fmt: skip
