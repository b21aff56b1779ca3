"""What each event means in both books, reckoned without a database."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fund.chart import BY_CODE
from fund.entries import (
    Entry,
    Fixing,
    GrantBooks,
    Line,
    advance_entry,
    charges_entry,
    charges_receipt_entry,
    decision_entry,
    endowment_entry,
    final_payment_entry,
    fixing_entry,
    lines_of,
    refund_order_entry,
    refund_receipt_entry,
    release_entry,
    unpaid_release_entry,
)

DAY = date(2024, 5, 10)
GRANT = GrantBooks("G1", UUID(int=1), UUID(int=2), 2024)
GROUPS = ("B300", "B310", "B400", "B500")

yen = st.integers(1, 10**12)
maybe_yen = st.integers(0, 10**12)


class Books:
    """Balances by group account, debits less credits; refuses what the database would refuse."""

    def __init__(self, *entries: Entry) -> None:
        self.at: defaultdict[str, int] = defaultdict(int)
        for entry in entries:
            self.post(entry)

    def post(self, entry: Entry) -> None:
        """Post every line; a bound holds after each."""
        for line in entry.lines:
            debit, credit = (code.split(":")[0] for code in (line.debit, line.credit))
            assert BY_CODE[debit].book == BY_CODE[credit].book == line.book
            self.at[debit] += line.yen
            self.at[credit] -= line.yen
            for code in (debit, credit):
                bound = BY_CODE[code].bound
                assert bound != "D" or self.at[code] >= 0, f"{code} passes its bound"
                assert bound != "C" or self.at[code] <= 0, f"{code} passes its bound"

    def of_kind(self, *kinds: str) -> int:
        """Debits less credits of all accounts of these kinds."""
        return sum(total for code, total in self.at.items() if BY_CODE[code].kind in kinds)

    def check(self) -> None:
        """The rules both books keep after every event."""
        assert self.of_kind("A") == -self.of_kind("L"), "assets are not what is owed"
        assert self.of_kind("R", "X", "N") == 0, "the fund shows a profit"
        assert self.of_kind("B") == 0, "budget is not all accounted for"
        used = self.at["5101"] + self.at["1121"] + self.at["1131"] - income(self)
        assert used == -(self.at["B310"] + self.at["B400"] + self.at["B500"])


def income(books: Books) -> int:
    """Refunds of an earlier year's expense: what was expensed stays expensed."""
    return -books.at["4301"]


def endowed(yen: int = 10**13) -> Entry:
    """Enough for any example."""
    return endowment_entry(yen, 2024, DAY, "m")


@st.composite
def fixings(draw: st.DrawFn) -> Fixing:
    """Any 額の確定 with at least one yen to book."""
    decided = draw(yen)
    advanced = draw(st.integers(0, decided))
    return Fixing(decided, advanced, draw(st.integers(0, decided)))


def until_fixed(fixing: Fixing) -> Books:
    """The books after decision, advance and 額の確定."""
    books = Books(endowed(), decision_entry(GRANT, fixing.decided, DAY, "m"))
    if fixing.advanced:
        books.post(advance_entry(GRANT, fixing.advanced, DAY, "m"))
    books.check()
    if any(fixing.parts) or fixing.excess:
        books.post(fixing_entry(GRANT, fixing, DAY, "m"))
    books.check()
    return books


def balances(books: Books) -> dict[str, int]:
    """The grant's budget accounts, positive."""
    return {group: -books.at[group] for group in GROUPS}


def test_an_endowment_fills_cash_and_what_may_be_decided() -> None:
    books = Books(endowed(500))
    assert (books.at["1101"], books.at["2151"]) == (500, -500)
    assert (books.at["B100"], books.at["B200"]) == (500, -500)


def test_a_decision_binds_budget_and_touches_no_money() -> None:
    books = Books(endowed(500), decision_entry(GRANT, 300, DAY, "m"))
    assert (books.at["B200"], books.at["B300"]) == (-200, -300)
    assert books.at["1101"] == 500


@given(fixings())
def test_a_fixing_splits_the_decision_into_used_unpaid_and_unused(fixing: Fixing) -> None:
    used, unpaid, unused = fixing.parts
    assert used + unpaid == fixing.fixed
    assert used + unpaid + unused + fixing.excess == fixing.decided
    assert min(used, unpaid, unused, fixing.excess) >= 0
    assert fixing.excess == 0 or unpaid == 0, "nobody both owes and is owed"


@given(fixings())
def test_after_a_fixing_nothing_is_bound_and_the_expense_is_the_fixed_amount(
    fixing: Fixing,
) -> None:
    books = until_fixed(fixing)
    assert books.at["5101"] == -books.at["4101"] == fixing.fixed
    assert books.at["1121"] == 0
    assert books.at["1131"] == fixing.excess
    assert balances(books) == {
        "B300": 0,
        "B310": fixing.excess,
        "B400": fixing.parts[1],
        "B500": fixing.parts[0],
    }


@given(fixings())
def test_when_all_is_settled_the_grant_has_cost_exactly_the_fixed_amount(fixing: Fixing) -> None:
    books = until_fixed(fixing)
    if fixing.parts[1]:
        books.post(final_payment_entry(GRANT, fixing.parts[1], DAY, "m"))
    if fixing.excess:
        back = refund_receipt_entry(
            GRANT, from_advance=fixing.excess, from_settled=0, on=DAY, memo="m"
        )
        books.post(back)
    books.check()
    assert 10**13 - books.at["1101"] == fixing.fixed
    assert balances(books) == {"B300": 0, "B310": 0, "B400": 0, "B500": fixing.fixed}
    assert -books.at["B200"] == books.at["1101"]


@given(yen, st.data())
def test_a_release_gives_back_what_it_takes(decided: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(1, decided))
    books = Books(endowed(), decision_entry(GRANT, decided, DAY, "m"))
    books.post(release_entry(GRANT, part, DAY, "m", "WITHDRAWAL"))
    books.check()
    assert (-books.at["B200"], -books.at["B300"]) == (10**13 - decided + part, decided - part)


@given(yen, st.data())
def test_an_advance_ordered_back_before_the_fixing_is_no_expense(
    advanced: int, data: st.DataObject
) -> None:
    part = data.draw(st.integers(1, advanced))
    books = Books(endowed(), decision_entry(GRANT, advanced, DAY, "m"))
    books.post(advance_entry(GRANT, advanced, DAY, "m"))
    order = refund_order_entry(
        GRANT, from_advance=part, from_expense=0, same_year=True, on=DAY, memo="m"
    )
    books.post(order)
    books.check()
    assert books.at["5101"] == 0
    receipt = refund_receipt_entry(GRANT, from_advance=part, from_settled=0, on=DAY, memo="m")
    books.post(receipt)
    books.check()
    assert -books.at["B310"] == advanced - part


@given(yen, st.booleans(), st.data())
def test_an_expense_ordered_back_leaves_no_profit_in_its_own_or_a_later_year(
    fixed: int, same_year: bool, data: st.DataObject
) -> None:
    part = data.draw(st.integers(1, fixed))
    books = until_fixed(Fixing(fixed, 0, fixed))
    books.post(final_payment_entry(GRANT, fixed, DAY, "m"))
    order = refund_order_entry(
        GRANT, from_advance=0, from_expense=part, same_year=same_year, on=DAY, memo="m"
    )
    books.post(order)
    books.check()
    assert books.at["5101"] == (fixed - part if same_year else fixed)
    receipt = refund_receipt_entry(GRANT, from_advance=0, from_settled=part, on=DAY, memo="m")
    books.post(receipt)
    books.check()
    assert -books.at["B500"] == fixed - part
    assert books.at["1101"] == 10**13 - fixed + part


@given(fixings(), st.booleans(), st.data())
def test_a_cancellation_releases_only_what_was_not_paid(
    fixing: Fixing, same_year: bool, data: st.DataObject
) -> None:
    books = until_fixed(fixing)
    unpaid = -books.at["B300"] - books.at["B400"]
    if not unpaid:
        return
    part = data.draw(st.integers(1, unpaid))
    before = -books.at["B200"]
    release = unpaid_release_entry(
        GRANT, balances(books), part, same_year=same_year, on=DAY, memo="m"
    )
    books.post(release)
    books.check()
    assert -books.at["B200"] == before + part


@given(maybe_yen, maybe_yen, maybe_yen)
def test_charges_are_income_of_the_fund_and_budget_when_they_arrive(
    surcharge: int, late: int, overpaid: int
) -> None:
    if not surcharge + late:
        return
    books = Books(endowed(), charges_entry(GRANT, surcharge, late, DAY, "m"))
    books.check()
    assert -books.at["B200"] == 10**13
    assert -books.at["2153"] == surcharge + late
    receipt = charges_receipt_entry(
        GRANT, surcharge=surcharge, late=late, overpaid=overpaid, on=DAY, memo="m"
    )
    books.post(receipt)
    books.check()
    assert -books.at["B200"] == 10**13 + surcharge + late
    assert books.at["1132"] == books.at["1133"] == 0
    assert -books.at["2204"] == overpaid


EVENTS: list[Callable[[], Entry]] = [
    lambda: decision_entry(GRANT, 5, DAY, "m"),
    lambda: release_entry(GRANT, 5, DAY, "m", "WITHDRAWAL"),
    lambda: advance_entry(GRANT, 5, DAY, "m"),
    lambda: final_payment_entry(GRANT, 5, DAY, "m"),
    lambda: fixing_entry(GRANT, Fixing(9, 3, 7), DAY, "m"),
    lambda: fixing_entry(GRANT, Fixing(9, 7, 3), DAY, "m"),
    lambda: refund_order_entry(
        GRANT, from_advance=1, from_expense=2, same_year=False, on=DAY, memo="m"
    ),
    lambda: refund_receipt_entry(GRANT, from_advance=1, from_settled=2, on=DAY, memo="m"),
    lambda: charges_entry(GRANT, 1, 2, DAY, "m"),
    lambda: charges_receipt_entry(GRANT, surcharge=1, late=2, overpaid=3, on=DAY, memo="m"),
    lambda: unpaid_release_entry(
        GRANT, {"B300": 1, "B400": 2}, 3, same_year=False, on=DAY, memo="m"
    ),
]


@pytest.mark.parametrize("make", EVENTS)
def test_every_line_of_a_grants_event_names_grant_party_and_budget_year(
    make: Callable[[], Entry],
) -> None:
    for line in make().lines:
        assert (line.grant, line.party, line.budget_year) == (GRANT.grant, GRANT.party, 2024)
        assert BY_CODE[line.debit.split(":")[0]].is_group == (":" in line.debit)
        assert BY_CODE[line.credit.split(":")[0]].is_group == (":" in line.credit)


@pytest.mark.parametrize(
    ("decided", "advanced", "fixed"), [(1, 0, 2), (1, 2, 0), (1, 0, -1), (1, -1, 0)]
)
def test_impossible_sums_are_our_own_mistake(decided: int, advanced: int, fixed: int) -> None:
    with pytest.raises(AssertionError):
        Fixing(decided, advanced, fixed)


@pytest.mark.parametrize("yen", [0, -1, True, None, "1"])
def test_a_line_of_no_yen_is_our_own_mistake(yen: int) -> None:
    with pytest.raises(AssertionError):
        Line("P", "1101", "2151", yen)


def test_a_line_against_itself_or_of_no_book_is_our_own_mistake() -> None:
    with pytest.raises(AssertionError):
        Line("P", "1101", "1101", 1)
    with pytest.raises(AssertionError):
        Line("X", "1101", "2151", 1)


def test_an_entry_has_lines_and_a_document_its_hash() -> None:
    line = Line("P", "1101", "2151", 1)
    with pytest.raises(AssertionError):
        Entry("TEST", DAY, lines_of(None, None), "m")
    with pytest.raises(AssertionError):
        Entry("TEST", DAY, (line,), "m", document=UUID(int=1))
    assert Entry("TEST", DAY, (line,), "m").resting_on(UUID(int=1), bytes(32)).lines == (line,)
