"""Any order of posting, reversing, closing and repeating, against books kept in plain Python.

After every step the invariants of books and cases hold; in the long form, and at the end of each
example, all of them, those of the installation among them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from fund import ledger, queries
from fund.checks import examine
from fund.checks.registry import BOOKS, CASES, INSTALLATION
from fund.entries import Entry, Line
from tests.drills import rounds
from tests.fund.conftest import new_segment
from tests.fund.ground import CHIEF, CLERK, open_grant, state_of, verified
from workflow.problems import Refused

EXAMPLES, STEPS = rounds(6, 400), rounds(20, 60)
# What is asked after every step, by the form.
ASKED = ({BOOKS, CASES}, {BOOKS, CASES, INSTALLATION})[rounds(0, 1)]
MONTHS = [date(2024, 4, 10), date(2024, 5, 10), date(2024, 6, 10)]
# Debit, credit and, for the bounded ones, the side on which the balance must stay.
ACCOUNTS = {"P": ("1101", "1102", "2151"), "B": ("B100", "B200", "B800")}
BOUND = {"1101": 1, "1102": 1, "2151": -1, "B200": -1, "B800": -1, "B100": 0}

GROUND = (Line("P", "1101", "2151", 1000), Line("B", "B100", "B200", 1000))

lines = st.builds(
    lambda book, two, yen: Line(book, ACCOUNTS[book][two[0]], ACCOUNTS[book][two[1]], yen),
    st.sampled_from("PB"),
    st.permutations(range(3)),
    st.sampled_from([1, 2, 99, 100, 10**12]),
)
entries = st.builds(
    lambda day, chosen: Entry("TEST", day, tuple(chosen), "試験"),
    st.sampled_from(MONTHS),
    st.lists(lines, min_size=1, max_size=3),
)


@dataclass
class Plain:
    """The books as anybody would keep them: no SQL, no hash, no lock."""

    balances: dict[str, int] = field(default_factory=dict)
    journal: list[tuple[date, tuple[Line, ...]]] = field(default_factory=list)
    keys: dict[str, tuple[Entry, int]] = field(default_factory=dict)
    reversed_by: dict[int, int] = field(default_factory=dict)
    mirrors: set[int] = field(default_factory=set)
    closed: int = 0

    def refuses(self, day: date, lines: tuple[Line, ...]) -> bool:
        """Whether the month is closed or a bound would be passed after any line."""
        if day in MONTHS[: self.closed]:
            return True
        tried = dict(self.balances)
        for line in lines:
            tried[line.debit] = tried.get(line.debit, 0) + line.yen
            tried[line.credit] = tried.get(line.credit, 0) - line.yen
            # A line's debit is tried before its credit, each against its own bound.
            if any(BOUND[code] * tried[code] < 0 for code in (line.debit, line.credit)):
                return True
        return False

    def write(self, day: date, lines: tuple[Line, ...]) -> int:
        """The next number."""
        for line in lines:
            self.balances[line.debit] = self.balances.get(line.debit, 0) + line.yen
            self.balances[line.credit] = self.balances.get(line.credit, 0) - line.yen
        self.journal.append((day, lines))
        return len(self.journal)

    def post(self, key: str, entry: Entry) -> int | None:
        """The number, or None when it is refused."""
        if key in self.keys:
            known, seq = self.keys[key]
            return seq if known == entry else None
        if self.refuses(entry.effective_on, entry.lines):
            return None
        seq = self.write(entry.effective_on, entry.lines)
        self.keys[key] = (entry, seq)
        return seq

    def mirror(self, target: int) -> tuple[Line, ...]:
        """The lines of an entry turned round, the last one first."""
        turned = self.journal[target - 1][1][::-1]
        return tuple(Line(x.book, x.credit, x.debit, x.yen) for x in turned)


class Books(RuleBasedStateMachine):
    """One segment, and beside it the plain books."""

    keys = Bundle("keys")

    @initialize()
    def open(self) -> None:
        """Books of their own, with something to move."""
        self.segment = new_segment()
        self.plain = Plain()
        self.count = 0
        self._post(
            "endow",
            Entry("ENDOWMENT", MONTHS[0], GROUND, "造成"),
        )

    def _new_key(self) -> str:
        self.count += 1
        return f"k{self.count}"

    def _agree(self, seq: int | None, call: Callable[[], Any]) -> None:
        """The ledger does what the plain books did, or refuses and changes nothing."""
        before = state_of(self.segment) if seq is None else {}
        try:
            got = call().seq
        except Refused:
            got = None
        assert got == seq
        if seq is None:
            assert state_of(self.segment) == before

    def _post(self, key: str, entry: Entry) -> None:
        self._agree(
            self.plain.post(key, entry),
            lambda: ledger.post(self.segment, entry, key=key, actor=CLERK),
        )

    @rule(target=keys, entry=entries)
    def post(self, entry: Entry) -> Any:
        """A new entry."""
        key = self._new_key()
        self._post(key, entry)
        return key if key in self.plain.keys else multiple()

    @rule(key=keys)
    def post_again(self, key: str) -> None:
        """The same call once more."""
        entry, _ = self.plain.keys[key]
        self._post(key, entry)

    @rule(key=keys, entry=entries)
    def reuse_key(self, key: str, entry: Entry) -> None:
        """Something else under a known key."""
        self._post(key, entry)

    @rule(batch=st.lists(entries, min_size=1, max_size=4))
    def post_batch(self, batch: list[Entry]) -> None:
        """All or none."""
        tried = Plain(dict(self.plain.balances), list(self.plain.journal), closed=self.plain.closed)
        given = [(self._new_key(), entry) for entry in batch]
        numbers = [tried.post(key, entry) for key, entry in given]
        before = state_of(self.segment) if None in numbers else {}
        try:
            got = [p.seq for p in ledger.post_batch(self.segment, given, actor=CLERK)]
        except Refused:
            got = []
        if None in numbers:
            assert got == []
            assert state_of(self.segment) == before
        else:
            assert got == numbers == [self.plain.post(key, entry) for key, entry in given]

    @rule(number=st.integers(1, 12), day=st.sampled_from(MONTHS))
    def reverse(self, number: int, day: date) -> None:
        """The mirror of an entry: once, not of a mirror, not before its number, within bounds."""
        if number > len(self.plain.journal):
            return
        first = self.plain.journal[number - 1][0]
        turned = self.plain.mirror(number)
        is_refused = (
            number in self.plain.reversed_by or number in self.plain.mirrors or day < first
            or self.plain.refuses(day, turned)
        )  # fmt: skip
        seq = None if is_refused else self.plain.write(day, turned)
        if seq is not None:
            self.plain.reversed_by[number] = seq
            self.plain.mirrors.add(seq)
        key = self._new_key()
        self._agree(
            seq,
            lambda: ledger.reverse(
                self.segment, number, key=key, on=day, reason="誤記", actor=CLERK
            ),
        )

    @rule()
    def close(self) -> None:
        """The oldest open month is closed for good; the last stays open."""
        if self.plain.closed < 2:
            self.plain.closed += 1
            known = ledger.close_period(
                self.segment, 202400 + self.plain.closed, actor=CLERK, approver=CHIEF
            )
            assert known == len(self.plain.journal)

    @invariant()
    def figures_agree(self) -> None:
        """Every balance and the number of entries."""
        assert queries.head(self.segment).seq == len(self.plain.journal)
        for book, codes in ACCOUNTS.items():
            for code in codes:
                side = 1 if code in {"1101", "1102", "B100"} else -1
                expected = side * self.plain.balances.get(code, 0)
                assert queries.balance(self.segment, code) == expected, (book, code)

    @invariant()
    def every_invariant_holds(self) -> None:
        """All that `verify` asks of the books; between two steps nothing may be amiss."""
        with connection.cursor() as cursor, transaction.atomic():
            found = examine(cursor, f"TEST_{self.segment}", ASKED)
        assert found.ok, found.broken

    def teardown(self) -> None:
        """All invariants of the ledger, and each month's balances summed up by hand."""
        assert verified(self.segment)
        for number, day in enumerate(MONTHS, start=1):
            ends = queries.period_of(self.segment, 202400 + number)
            assert ends is not None
            rows = queries.trial_balance(self.segment, as_of=ends.ends)
            found = {row.code: row.debits_yen - row.credits_yen for row in rows}
            for codes in ACCOUNTS.values():
                for code in codes:
                    assert found.get(code, 0) == self._moved(code, day), (code, day)

    def _moved(self, code: str, until: date) -> int:
        return sum(
            line.yen * ((line.debit == code) - (line.credit == code))
            for day, lines in self.plain.journal
            if day <= until
            for line in lines
        )


@pytest.mark.usefixtures("committed")
def test_the_books_agree_with_plain_ones_whatever_is_done() -> None:
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
            deadline=None,
            print_blob=True,
        ),
    )


@pytest.mark.usefixtures("committed")
def test_control_what_is_amiss_after_a_step_is_seen() -> None:
    """A line on a grant's account that does not say whose it is."""
    books = Books()
    books.open()
    account = f"B300:{open_grant(books.segment).number}"
    books.every_invariant_holds()
    entry = Entry("TEST", MONTHS[0], (Line("B", "B200", account, 1),), "試験")
    ledger.post(books.segment, entry, key="amiss", actor=CLERK)
    with pytest.raises(AssertionError, match="lines_name_the_grant_of_their_account"):
        books.every_invariant_holds()
