"""Each test keeps books of its own: the ledger is never emptied, so nothing is shared."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from config.stack.house import House
from config.testing.fixtures import HOUSE
from fund import ledger
from fund.books import open_segment
from fund.entries import Entry, GrantBooks, Line
from tests.fund.ground import CHIEF, CLERK, DAY, decide, endow, open_grant

YEARS = range(2024, 2027)
Connection = psycopg.Connection[tuple[Any, ...]]
Login = Callable[[str], Connection]


def new_segment(years: range = YEARS) -> int:
    """Open the next free segment, for good."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(segment_id) + 1 FROM ledger.segment")
        (number,) = cursor.fetchone()
    open_segment(number, f"TEST_{number}", f"試験勘定{number}", years)
    return int(number)


@pytest.fixture
def segment(committed: None) -> int:
    """The number of a new 勘定 with the whole chart and the fiscal years 2024 to 2026, all open."""
    return new_segment()


@pytest.fixture
def other_segment(segment: int) -> int:
    """A second 勘定 beside the first."""
    return new_segment()


@pytest.fixture
def login(pytestconfig: pytest.Config, committed: None) -> Iterator[Login]:
    """Open a plain connection of a role, or of the superuser `postgres`."""
    house: House = pytestconfig.stash[HOUSE]
    logins = house.logins()
    admin = replace(house.postgres.admin, database=logins["fund_app"].database)
    with ExitStack() as stack:
        yield lambda role: stack.enter_context(
            psycopg.connect({**logins, "postgres": admin}[role].url(), autocommit=True)
        )


@pytest.fixture
def superuser(pytestconfig: pytest.Config, committed: None) -> Iterator[str]:
    """A Django alias that connects as the superuser: the one who can tamper."""
    admin = pytestconfig.stash[HOUSE].postgres.admin
    who = {"USER": admin.user, "PASSWORD": admin.password, "OPTIONS": {}}
    connections.databases["superuser"] = {**connections.databases["default"], **who}
    yield "superuser"
    connections["superuser"].close()
    del connections["superuser"], connections.databases["superuser"]


@dataclass(frozen=True)
class Lived:
    """Two linked segments with at least one row in every table of the ledger."""

    segment: int
    other: int
    grant: GrantBooks

    @property
    def code(self) -> str:
        """The first segment's code."""
        return f"TEST_{self.segment}"


@pytest.fixture
def lived(segment: int) -> Lived:
    """Books of four entries: endowment, closed month, decision, its reversal, a linked transfer."""
    other = new_segment()
    endow(segment, 1000, on=date(2024, 4, 1))
    ledger.close_period(segment, 202401, actor=CLERK, approver=CHIEF)
    grant = open_grant(segment)
    decided = decide(segment, grant, 400)
    ledger.reverse(segment, decided.seq, key="r", on=DAY, reason="誤記", actor=CLERK)
    paid = Entry("TRANSFER", DAY, (Line("P", "1141", "1101", 60),), "他勘定へ")
    received = Entry("TRANSFER", DAY, (Line("P", "1101", "2303", 60),), "他勘定から")
    here = ledger.post(segment, paid, key="out", actor=CLERK)
    ledger.link(here, ledger.post(other, received, key="in", actor=CLERK), actor=CLERK)
    return Lived(segment, other, grant)
