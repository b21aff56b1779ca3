"""The board and the map: late, due, received, and how far each was taken."""

from datetime import date, timedelta

from grants.late_measures import COMPLIANCE, SUSPENSION, Measure, waiting_for
from reports.acts.draft_late_measures import draft_late_measures
from reports.board import Shown, cell_of, duties_shown, heat_map, lines_of, quarters_until
from reports.keeping import hold_for_late_reports
from reports.reminding import remind
from tests.grants.world import World
from tests.reports.duties import at, days_between, owed, running
from workflow.models import Obligation

DUE = date(2025, 7, 30)
LATE_ON = DUE + timedelta(days=14)


def test_a_late_report_shows_its_days_its_step_and_its_hold(small: World) -> None:
    duty = owed(running(small), "PROGRESS", "2025-Q1")
    for day in days_between(DUE, LATE_ON):
        remind(now=at(day))
    hold_for_late_reports(now=at(LATE_ON))
    assert duty in duties_shown(Shown.LATE, LATE_ON, own=False)
    (line,) = lines_of([duty], LATE_ON)
    assert (line.days_late, line.is_extendable, line.holds_from) == (14, True, LATE_ON)
    assert line.told is not None
    assert (line.told.step, line.told.purpose) == (14, "hold")
    assert line.hold is not None


def test_a_measure_is_offered_once_from_its_day_on(small: World) -> None:
    case = running(small)
    late, other = owed(case, "PROGRESS", "2025-Q1"), owed(case, "START_RECORD")

    def offered(days: int) -> list[Measure]:
        rows = {line.duty: line for line in lines_of([late, other], DUE + timedelta(days=days))}
        assert rows[other].measures_due == []
        return rows[late].measures_due

    assert [offered(29), offered(30), offered(61)] == [[], [COMPLIANCE], [COMPLIANCE, SUSPENSION]]
    small.today = DUE + timedelta(days=30)
    small.do(draft_late_measures, late.pk)
    assert [offered(30), offered(61)] == [[], [SUSPENSION]]
    (waiting,) = waiting_for(case.grant, COMPLIANCE)
    (after,), (judged,) = (lines_of([row], small.today) for row in (late, waiting.duty))
    assert (after.measure, judged.measure) == (None, COMPLIANCE)


def test_nobody_is_late_with_what_binds_no_more(small: World) -> None:
    """R10's reports ended with its cancellation; the page said `不要 … 301日遅れ`."""
    case = running(small)
    small.today = date(2025, 8, 20)
    case.propose_cancellation(120_000_000, whole=True, on=small.today).cancel(on=small.today)
    ended = owed(case, "PROGRESS", "2025-Q1")
    (line,) = lines_of([ended], date(2026, 6, 1))
    assert (ended.status, line.days_late) == ("cancelled", 0)
    # The control: open on the same day, it would be late.
    ended.status = Obligation.Status.OPEN
    assert ended.days_late(date(2026, 6, 1)) == (date(2026, 6, 1) - DUE).days


def test_nobody_is_late_with_a_right_whose_day_has_passed(small: World) -> None:
    small.today = date(2025, 4, 7)
    right = owed(small.draft().apply().review().examine().decide(), "WITHDRAWAL")
    assert right in duties_shown(Shown.DUE, right.due_on)
    assert right not in duties_shown(Shown.LATE, right.due_on + timedelta(days=1))


def test_nedo_s_own_stand_apart_from_the_companies(small: World) -> None:
    duty = owed(running(small), "PROGRESS", "2025-Q1")
    day = date(2025, 7, 1)
    own, companies = (set(duties_shown(Shown.DUE, day, own=own)) for own in (True, False))
    assert duty in companies
    assert not own & companies
    assert {row.kind for row in own} >= {"N_FUND", "N_COND"}


def test_the_map_has_the_worst_of_each_quarter(small: World) -> None:
    case = running(small)
    day = date(2025, 12, 1)
    first, second = (owed(case, "PROGRESS", f"2025-Q{n}") for n in (1, 2))
    Obligation.objects.filter(pk=first.pk).update(
        status="met", met_on=DUE + timedelta(days=3), ended_by=first.made_by
    )
    rows = dict(heat_map(day))
    cells = rows[small.company.organisation]
    # July to September: three days late; October to December: the second report is missing.
    assert [cell.text for cell in cells[-2:]] == ["遅3", "未1"]
    assert second.title in cells[-1].says
    assert quarters_until(day)[-1] == (date(2025, 10, 1), date(2025, 12, 31))


def test_a_quarter_with_nothing_due_says_so() -> None:
    assert cell_of([], date(2026, 1, 1)).text == "―"
