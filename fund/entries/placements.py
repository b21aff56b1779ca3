"""Pure posting rules of what is placed: purchase, interest, year-end value, maturity, 基金組入.

Every line names the holding in its dimension `item`, so that the ledger tells each one's value.
"""

from dataclasses import dataclass
from datetime import date

from fund.chart import ACCRUED, AVAILABLE, CASH
from fund.entries.lines import Entry, Line, lines_of


@dataclass(frozen=True)
class HoldingBooks:
    """The ledger's view of one holding: its number, its account, and the account of its income."""

    number: str
    account: str
    income: str

    def line(self, debit: str, credit: str, yen: int) -> Line | None:
        """A line of book P that names this holding; None for nothing."""
        return Line("P", debit, credit, yen, item=self.number) if yen else None

    def earned(self, yen: int) -> Line | None:
        """The book value moves by what was earned: up for a discount, down for a premium."""
        if yen >= 0:
            return self.line(self.account, self.income, yen)
        return self.line(self.income, self.account, -yen)

    def accrued(self, yen: int) -> Line | None:
        """The accrued interest moves by what was earned; down for what was none."""
        if yen >= 0:
            return self.line(ACCRUED, self.income, yen)
        return self.line(self.income, ACCRUED, -yen)


def purchase_entry(
    books: HoldingBooks, price_yen: int, accrued_yen: int, on: date, memo: str
) -> Entry:
    """JE02/JE03: placed at its price; interest bought with it is a receivable, no income."""
    lines = lines_of(
        books.line(books.account, CASH, price_yen), books.line(ACCRUED, CASH, accrued_yen)
    )
    return Entry("PLACEMENT", on, lines, memo)


def interest_entry(books: HoldingBooks, yen: int, accrued_yen: int, on: date, memo: str) -> Entry:
    """JE04 利払: settles what had accrued, the rest is income. accrued_yen: as it stands."""
    return Entry("INTEREST_RECEIVED", on, _interest(books, yen, accrued_yen), memo)


def account_interest_entry(yen: int, on: date, memo: str) -> Entry:
    """JE04 of the deposit account itself: no holding earned it, nothing had accrued."""
    return Entry("ACCOUNT_INTEREST", on, (Line("P", CASH, "4201", yen),), memo)


def valuation_entry(
    books: HoldingBooks, earned_yen: int, accrued_yen: int, moved_yen: int, on: date, memo: str
) -> Entry | None:
    """JE05 償却原価, JE06 未収利息, and what matures within a year; None for nothing."""
    lines = lines_of(
        books.earned(earned_yen),
        books.line(ACCRUED, books.income, accrued_yen),
        books.line("1111", books.account, moved_yen),
    )
    return Entry("HOLDING_VALUED", on, lines, memo) if lines else None


def redemption_entry(
    books: HoldingBooks,
    *,
    face_yen: int,
    earned_yen: int,
    interest_yen: int,
    accrued_yen: int,
    on: date,
    memo: str,
) -> Entry:
    """JE08/JE02 満期: the rest of the amortisation, then the face value and the last interest.

    Of what had accrued and does not come any more nothing is left: it was no income.
    """
    lines = lines_of(
        books.earned(earned_yen),
        books.line(CASH, books.account, face_yen),
        *_interest(books, interest_yen, accrued_yen),
        books.accrued(_settled_yen(interest_yen, accrued_yen) - accrued_yen),
    )
    return Entry("REDEMPTION", on, lines, memo)


def income_entry(earned_yen: int, received_yen: int, on: date, memo: str) -> Entry:
    """JE07 運用益の基金組入 (推進法34条3項): earned: joins the fund; received: may be decided."""
    lines = lines_of(
        Line("P", "5401", "2152", earned_yen) if earned_yen else None,
        Line("B", "B100", AVAILABLE, received_yen) if received_yen else None,
    )
    return Entry("INCOME_ADDED", on, lines, memo)


def _interest(books: HoldingBooks, yen: int, accrued_yen: int) -> tuple[Line, ...]:
    settled = _settled_yen(yen, accrued_yen)
    return lines_of(
        books.line(CASH, ACCRUED, settled), books.line(CASH, books.income, yen - settled)
    )


def _settled_yen(yen: int, accrued_yen: int) -> int:
    return max(min(yen, accrued_yen), 0)
