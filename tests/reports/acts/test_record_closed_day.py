"""休業日の登録: a day of one's own closes (or opens) the office, and no date moves by itself."""

from datetime import date, timedelta

from reports.acts.record_closed_day import ClosedDayEntry, record_closed_day
from reports.redating import proposals
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.world import World
from tests.reports.duties import FIRST_DAY, owed, running
from workflow.law import banking_days, opening_days
from workflow.models import Obligation

# The first quarter's report is due on 30 July 2025, a Wednesday.
DUE = date(2025, 7, 30)


def closed(day: date = DUE, closing: str = "office") -> ClosedDayEntry:
    """The foundation day of the office."""
    return ClosedDayEntry(day, "創立記念日", closing, "就業規則12条")


def lawful(world: World) -> Deed:
    """The office closes on a day of its own."""
    return deed(record_closed_day, closed(), on=FIRST_DAY)


def test_the_office_is_closed_and_the_bank_is_not(small: World) -> None:
    perform(small, lawful(small))
    assert opening_days().why_closed(DUE) == "創立記念日"
    assert opening_days().next_open(DUE) == date(2025, 7, 31)
    assert banking_days().is_open(DUE)


def test_no_date_moves_by_itself(small: World) -> None:
    duty = owed(running(small), "PROGRESS", "2025-Q1")
    record = small.do(record_closed_day, closed())
    duty.refresh_from_db()
    assert (duty.due_on, duty.status) == (DUE, "open")
    mine = [p for p in proposals(small.today) if p.duty.pk == duty.pk]
    assert [p.due.due_on for p in mine] == [date(2025, 7, 31)]
    assert "創立記念日" in mine[0].due.shift
    assert told(record)["redating_proposed"] == 1


def test_the_newest_row_of_a_day_decides(small: World) -> None:
    perform(small, lawful(small))
    small.do(record_closed_day, closed(closing="nobody"))
    assert opening_days().is_open(DUE)
    turn = date(2026, 12, 31)
    assert not opening_days().is_open(turn)
    small.do(record_closed_day, closed(turn, "nobody"))
    assert opening_days().is_open(turn)
    assert banking_days().is_open(turn)
    small.do(record_closed_day, closed(turn, "bank"))
    assert not banking_days().is_open(turn)


def test_a_holiday_taken_away_by_law_opens_the_office(small: World) -> None:
    holiday = date(2026, 11, 23)
    assert not opening_days().is_open(holiday)
    small.today = FIRST_DAY
    small.do(record_closed_day, closed(holiday, "nobody"))
    assert opening_days().is_open(holiday)


def test_days_gone_by_and_days_without_a_ground_are_refused(small: World) -> None:
    small.today = FIRST_DAY
    wrong = ClosedDayEntry(FIRST_DAY, "創立記念日", "sometimes", " ")
    assert set(refusal(small, record_closed_day, wrong)) == {"day", "closing", "article"}
    tomorrow = closed(FIRST_DAY + timedelta(days=1))
    small.do(record_closed_day, tomorrow)
    assert not Obligation.objects.filter(rule="", organisation=small.company.organisation).exists()
