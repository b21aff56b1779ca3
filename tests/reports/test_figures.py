"""Every figure of the trial balance and the fund statement against a naive sum of the lines."""

import os
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.testing.fixtures import Committing
from fund import ledger
from fund.as_of import balance_as_of, dated_statement, head_at, known_on, summed_trial_balance
from fund.chart import BY_CODE, FUND_ACCOUNTS
from fund.entries import Entry, Line
from fund.queries import head, trial_balance
from reports.papers.fund import month_statement
from reports.papers.fund_kinds import KIND_OF
from tests.reports.world import new_books
from workflow.calendar import JST
from workflow.models import Organisation
from workflow.problems import Refused

EXAMPLES = 400 if os.environ.get("FUND_DRILL") == "long" else 8
CLERK, CHIEF = UUID(int=1), UUID(int=2)
FIRST, LAST = date(2022, 4, 1), date(2023, 6, 30)
Pair = tuple[str, str, str]
PAIRS: list[Pair] = [
    ("P", "1101", "2151"), ("P", "1101", "4201"), ("P", "5201", "1101"), ("P", "1102", "1101"),
    ("P", "1101", "2301"), ("P", "5401", "2152"), ("B", "B100", "B200"), ("B", "B200", "B800"),
]  # fmt: skip
DAYS = st.dates(FIRST, LAST)
STEPS = st.one_of(
    st.tuples(st.just("post"), DAYS, st.sampled_from(PAIRS), st.integers(1, 10**15)),
    st.tuples(st.just("adjust"), st.sampled_from(PAIRS), st.integers(1, 10**9)),
    st.tuples(st.just("reverse"), st.integers(1, 30), DAYS),
    st.tuples(st.just("close"), st.integers(1, 6)),
    st.tuples(st.just("close year")),
)
LINES = """
SELECT e.seq, e.effective_date, p.book, p.dr_account, p.cr_account, p.amount
  FROM ledger.entry e JOIN ledger.posting p USING (segment_id, seq) WHERE segment_id = %s
"""


@dataclass
class Books:
    """What is done to the books; what they refuse leaves them as they were."""

    segment: int
    next_month: int = 202201

    def do(self, what: str, *given: object) -> None:
        try:
            with transaction.atomic():
                getattr(self, "_" + what.replace(" ", "_"))(*given)
        except Refused:
            pass

    def _post(
        self, on: date, pair: tuple[str, str, str], yen: int, *, adjust: bool = False
    ) -> None:
        book, debit, credit = pair
        entry = Entry("TEST", on, (Line(book, debit, credit, yen),), "試験", is_adjusting=adjust)
        ledger.post(self.segment, entry, key=str(uuid4()), actor=CLERK)

    def _adjust(self, pair: Pair, yen: int) -> None:
        self._post(date(2023, 3, 31), pair, yen, adjust=True)

    def _reverse(self, seq: int, on: date) -> None:
        if head(self.segment).seq >= seq:
            ledger.reverse(self.segment, seq, key=str(uuid4()), on=on, reason="誤記", actor=CLERK)

    def _close(self, months: int) -> None:
        for _ in range(months):
            ledger.close_period(self.segment, self.next_month, actor=CLERK, approver=CHIEF)
            self.next_month += 89 if self.next_month % 100 == 12 else 1

    def _close_year(self) -> None:
        ledger.close_period(self.segment, 202213, actor=CLERK, approver=CHIEF)


Moved = list[tuple[int, date, str, str, str, int]]


def naive(lines: Moved, as_of: date | None, known: int) -> dict[str, tuple[int, int]]:
    """Debits and credits of every account that moved, added up line by line."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for seq, on, _, debit, credit, yen in lines:
        if seq <= known and (as_of is None or on <= as_of):
            sums[debit][0] += yen
            sums[credit][1] += yen
    return {code: (debits, credits) for code, (debits, credits) in sums.items()}


def balance(code: str, sums: dict[str, tuple[int, int]]) -> int:
    """On the account's normal side."""
    debits, credits = sums.get(code, (0, 0))
    return debits - credits if BY_CODE[code].side == "D" else credits - debits


def check_balances(segment: int, lines: Moved, as_of: date | None, known: int) -> None:
    """Both ways of reading, account by account."""
    wanted = naive(lines, as_of, known)
    found = trial_balance(segment, as_of, known)
    assert found == summed_trial_balance(segment, as_of, known)
    moved = {r.code: (r.debits_yen, r.credits_yen) for r in found if r.debits_yen or r.credits_yen}
    assert moved == wanted
    assert all(row.balance_yen == balance(row.code, wanted) for row in found)


def check_account(segment: int, lines: Moved, days: tuple[date, date], known: int) -> None:
    """The account's own lines lead from its opening to its closing."""
    from_on, until_on = days
    found = dated_statement(segment, "1101", from_on, until_on, known)
    before = naive(lines, from_on - timedelta(days=1), known)
    after = naive(lines, until_on, known)
    assert (found.opening_yen, found.closing_yen) == (
        balance("1101", before), balance("1101", after),
    )  # fmt: skip
    assert found.closing_yen == balance_as_of(segment, "1101", until_on, known)
    mine = [x for x in lines if "1101" in x[3:5] and x[0] <= known and from_on <= x[1] <= until_on]
    assert [(x.effective_on, x.seq) for x in found.lines] == sorted((x[1], x[0]) for x in mine)


def check_statement(segment: int, lines: Moved, until_on: date, known: int) -> None:
    """Every figure that is printed."""
    at = head_at(segment, known)
    assert at is not None
    paper = month_statement(
        segment, until_on, at, number="試験", issued_on=until_on, issuer=Organisation(name="試験")
    )
    before = naive(lines, until_on.replace(day=1) - timedelta(days=1), known)
    after = naive(lines, until_on, known)
    assert paper.opening_yen == sum(balance(code, before) for code in FUND_ACCOUNTS)
    assert paper.closing_yen == sum(balance(code, after) for code in FUND_ACCOUNTS)
    assert (paper.bank_yen, paper.available_yen) == (balance("1101", after), balance("B200", after))
    came: dict[str, int] = defaultdict(int)
    went: dict[str, int] = defaultdict(int)
    for seq, on, _, debit, credit, yen in lines:
        inside = (debit in FUND_ACCOUNTS, credit in FUND_ACCOUNTS)
        if seq <= known and until_on.replace(day=1) <= on <= until_on and inside[0] != inside[1]:
            side, other = (came, credit) if inside[0] else (went, debit)
            kind = KIND_OF[other]
            side[kind.increase if inside[0] else kind.decrease] += yen
    assert {line.label: line.amount_yen for line in paper.increases} == came
    assert {line.label: line.amount_yen for line in paper.decreases} == went


@pytest.fixture(scope="module")
def books(committing: Committing) -> int:
    """A segment whose entries are rolled back after every example."""
    with committing():
        return new_books()


@given(
    steps=st.lists(STEPS, min_size=8, max_size=40),
    asked=st.lists(st.tuples(DAYS, DAYS, st.integers(0, 40)), min_size=3, max_size=5),
)
@settings(
    max_examples=EXAMPLES, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_every_figure_is_the_naive_sum_of_the_lines_for_any_two_clocks(
    books: int, committed: None, steps: list[tuple[object, ...]],
    asked: list[tuple[date, date, int]],
) -> None:  # fmt: skip
    with transaction.atomic():
        done = Books(books)
        done.do("post", FIRST, PAIRS[0], 9 * 10**15)
        for what, *more in steps:
            done.do(str(what), *more)
        with connection.cursor() as cursor:
            cursor.execute(LINES, [books])
            lines = list(cursor.fetchall())
        newest = head(books).seq
        for one, other, number in asked:
            known = min(number, newest)
            check_balances(books, lines, one, known)
            check_account(books, lines, (min(one, other), max(one, other)), known)
            if known:
                check_statement(books, lines, other, known)
        check_balances(books, lines, None, newest)
        assert trial_balance(books) == summed_trial_balance(books)
        today = head(books).recorded_at.astimezone(JST).date()
        assert known_on(books, today) == newest
        assert known_on(books, today - timedelta(days=1)) == 0
        transaction.set_rollback(True)
