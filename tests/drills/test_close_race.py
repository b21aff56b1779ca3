"""A month is closed while eight post into it: no entry slips in behind the close."""

from functools import partial

from fund import ledger, queries
from tests.drills import rounds
from tests.fund.conftest import Login
from tests.fund.ground import CHIEF, CLERK, DAY, budget, verified
from tests.fund.test_concurrency import at_once
from workflow.problems import Refused

MONTHS = rounds(3, 9)
WRITERS = 8


def work(segment: int, period: int, day_offset: int, number: int) -> int | None:
    """One closes, the others post; the number of the entry, or None when refused."""
    try:
        if number == WRITERS:
            return ledger.close_period(segment, period, actor=CLERK, approver=CHIEF)
        entry = budget(1, DAY.replace(month=4 + day_offset))
        return ledger.post(segment, entry, key=f"{period}-{number}", actor=CLERK).seq
    except Refused:
        return None


def test_every_entry_of_a_month_is_known_to_its_close(segment: int) -> None:
    for turn in range(MONTHS):
        period = 202401 + turn
        answers = at_once(WRITERS + 1, partial(work, segment, period, turn))
        closed_at = answers.pop()
        assert closed_at is not None
        assert max((seq for seq in answers if seq), default=0) <= closed_at
        assert queries.head(segment).seq == closed_at
    assert verified(segment)


def test_control_a_status_that_is_only_looked_at_lets_one_slip_in(login: Login) -> None:
    here, there = login("postgres"), login("postgres")
    here.execute("DROP SCHEMA IF EXISTS careless CASCADE")
    here.execute("CREATE SCHEMA careless")
    here.execute("CREATE TABLE careless.month (id int PRIMARY KEY, status text NOT NULL)")
    here.execute("CREATE TABLE careless.entry (month int REFERENCES careless.month)")
    here.execute("INSERT INTO careless.month VALUES (1, 'open')")
    with here.transaction():
        looked = here.execute("SELECT status FROM careless.month WHERE id = 1").fetchone()
        assert looked == ("open",)
        there.execute("UPDATE careless.month SET status = 'closed' WHERE id = 1")
        # The foreign key holds the month's key only: the close did not wait, nor does this.
        here.execute("INSERT INTO careless.entry VALUES (1)")
    slipped = there.execute(
        "SELECT count(*) FROM careless.entry JOIN careless.month ON id = month"
        " WHERE status = 'closed'"
    ).fetchone()
    there.execute("DROP SCHEMA careless CASCADE")
    assert slipped == (1,)
