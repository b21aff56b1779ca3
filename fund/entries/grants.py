"""Pure posting rules of a grant's life: decision, payments, 額の確定, refunds, charges."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fund.chart import AVAILABLE, CASH, sub_account
from fund.entries.lines import Entry, Line, lines_of


@dataclass(frozen=True)
class GrantBooks:
    """The ledger's view of one grant: its number names the sub-accounts."""

    number: str
    grant: UUID
    party: UUID
    budget_year: int

    def budget(self, debit: str, credit: str, yen: int) -> Line:
        """A line of book B between this grant's sub-accounts or the common budget accounts."""
        return Line(
            "B",
            self._code(debit),
            self._code(credit),
            yen,
            self.grant,
            self.budget_year,
            None,
            self.party,
        )

    def money(self, debit: str, credit: str, yen: int) -> Line:
        """A line of book P that carries this grant's dimensions."""
        return Line("P", debit, credit, yen, self.grant, self.budget_year, None, self.party)

    def _code(self, code: str) -> str:
        return sub_account(code, self.number) if code in {"B300", "B310", "B400", "B500"} else code


def decision_entry(books: GrantBooks, yen: int, on: date, memo: str) -> Entry:
    """JE09 交付決定: budget is bound to the grant. Refused when B200 does not hold it."""
    return Entry("GRANT_DECISION", on, (books.budget(AVAILABLE, "B300", yen),), memo)


def release_entry(books: GrantBooks, yen: int, on: date, memo: str, event: str) -> Entry:
    """JE10 取下げ・減額・取消し: what is no longer owed returns to B200."""
    return Entry(event, on, (books.budget("B300", AVAILABLE, yen),), memo)


def advance_entry(books: GrantBooks, yen: int, on: date, memo: str) -> Entry:
    """JE11 概算払 on the bank's value date: an advance is an asset until 額の確定."""
    return Entry(
        "ADVANCE_PAYMENT",
        on,
        (books.money("1121", CASH, yen), books.budget("B300", "B310", yen)),
        memo,
    )


def final_payment_entry(books: GrantBooks, yen: int, on: date, memo: str) -> Entry:
    """JE13 精算払 on the bank's value date."""
    return Entry(
        "FINAL_PAYMENT",
        on,
        (books.money("2201", CASH, yen), books.budget("B400", "B500", yen)),
        memo,
    )


@dataclass(frozen=True)
class Fixing:
    """The sums of a 額の確定, in yen. decided: the decision as it stands now."""

    decided: int
    advanced: int
    fixed: int

    def __post_init__(self) -> None:
        assert 0 <= self.fixed <= self.decided
        assert 0 <= self.advanced <= self.decided

    @property
    def parts(self) -> tuple[int, int, int]:
        """(advance used, still to be paid, unused budget)."""
        used = min(self.fixed, self.advanced)
        return used, self.fixed - used, self.decided - max(self.fixed, self.advanced)

    @property
    def excess(self) -> int:
        """Advanced beyond the fixed amount: to be ordered back (18条2項)."""
        return max(self.advanced - self.fixed, 0)


def fixing_entry(books: GrantBooks, fixing: Fixing, on: date, memo: str) -> Entry:
    """JE12/JE14 額の確定: expense, release of the liability, unused budget back to B200.

    The excess of an advance becomes a receivable; in book B it stays in B310 until it returns.
    """
    used, unpaid, unused = fixing.parts
    lines = lines_of(
        books.money("5101", "1121", used) if used else None,
        books.money("5101", "2201", unpaid) if unpaid else None,
        books.money("2151", "4101", fixing.fixed) if fixing.fixed else None,
        books.money("1131", "1121", fixing.excess) if fixing.excess else None,
        books.budget("B310", "B500", used) if used else None,
        books.budget("B300", "B400", unpaid) if unpaid else None,
        books.budget("B300", AVAILABLE, unused) if unused else None,
    )
    return Entry("AMOUNT_FIXED", on, lines, memo)


def refund_order_entry(
    books: GrantBooks, *, from_advance: int, from_expense: int, same_year: bool, on: date, memo: str
) -> Entry:
    """JE15b/JE16/JE17 返還命令 after a cancellation: the receivable arises.

    from_advance: still 前払金 (before 額の確定). from_expense: already expensed; reversed in the
    year of the expense, income of the fund in a later year.
    """
    lines = lines_of(
        books.money("1131", "1121", from_advance) if from_advance else None,
        *_expense_taken_back(books, "1131", from_expense, same_year=same_year),
    )
    return Entry("REFUND_ORDER", on, lines, memo)


def _expense_taken_back(
    books: GrantBooks, debit: str, yen: int, *, same_year: bool
) -> tuple[Line, ...]:
    # The year of an expense is closed for good: later it can only be income, which joins the fund.
    if not yen:
        return ()
    if same_year:
        return (books.money(debit, "5101", yen), books.money("4101", "2151", yen))
    return (books.money(debit, "4301", yen), books.money("5401", "2153", yen))


def refund_receipt_entry(
    books: GrantBooks, *, from_advance: int, from_settled: int, on: date, memo: str
) -> Entry:
    """JE15 返還金の収納: cash in; the budget it used returns to B200."""
    return Entry(
        "REFUND_RECEIPT",
        on,
        lines_of(
            books.money(CASH, "1131", from_advance + from_settled),
            books.budget("B310", AVAILABLE, from_advance) if from_advance else None,
            books.budget("B500", AVAILABLE, from_settled) if from_settled else None,
        ),
        memo,
    )


def charges_entry(books: GrantBooks, surcharge: int, late: int, on: date, memo: str) -> Entry:
    """JE18 加算金・延滞金の請求 (19条): income that joins the fund."""
    total = surcharge + late
    return Entry(
        "CHARGES_BILLED",
        on,
        lines_of(
            books.money("1132", "4302", surcharge) if surcharge else None,
            books.money("1133", "4302", late) if late else None,
            books.money("5401", "2153", total),
        ),
        memo,
    )


def charges_receipt_entry(
    books: GrantBooks, *, surcharge: int, late: int, overpaid: int, on: date, memo: str
) -> Entry:
    """JE20 加算金・延滞金の収納; a surplus is 過誤納金. Income enters B200 when received."""
    total = surcharge + late
    return Entry(
        "CHARGES_RECEIPT",
        on,
        lines_of(
            books.money(CASH, "1132", surcharge) if surcharge else None,
            books.money(CASH, "1133", late) if late else None,
            books.money(CASH, "2204", overpaid) if overpaid else None,
            books.budget("B100", AVAILABLE, total) if total else None,
        ),
        memo,
    )


def unpaid_release_entry(
    books: GrantBooks,
    balances: Mapping[str, int],
    yen: int,
    *,
    same_year: bool,
    on: date,
    memo: str,
) -> Entry:
    """JE10 取消し of what was not yet paid: from B300 before 額の確定, from B400 after it.

    What leaves B400 was already expensed and payable: the payable goes back too, and with it the
    expense in its own year; in a later year it is income of the fund.
    """
    from_undrawn = min(balances["B300"], yen)
    from_unpaid = yen - from_undrawn
    assert from_unpaid <= balances["B400"], "more is cancelled than is unpaid"
    return Entry(
        "CANCELLATION",
        on,
        lines_of(
            books.budget("B300", AVAILABLE, from_undrawn) if from_undrawn else None,
            books.budget("B400", AVAILABLE, from_unpaid) if from_unpaid else None,
            *_expense_taken_back(books, "2201", from_unpaid, same_year=same_year),
        ),
        memo,
    )


def change_entry(books: GrantBooks, delta: int, on: date, memo: str) -> Entry:
    """JE10 変更承認: the decision rises (refused when B200 is short) or falls by delta yen."""
    assert delta
    line = (
        books.budget(AVAILABLE, "B300", delta)
        if delta > 0
        else books.budget("B300", AVAILABLE, -delta)
    )
    return Entry("GRANT_CHANGE", on, (line,), memo)
